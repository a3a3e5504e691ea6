/* Prints the style sheet of the charts, for assets/build to put into page.css. */
#include <stdio.h>

#include "chart/chart.h"

int main(void)
{
    buffer style;
    buffer_init(&style, 1 << 20);
    chart_add_style(&style, (text){ "", 0 });
    const bool is_written =
        !style.is_full && fwrite(style.at, 1, style.len, stdout) == style.len && fflush(stdout) == 0;
    buffer_clear(&style);
    return is_written ? 0 : 3;
}
