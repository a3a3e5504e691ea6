/* PNG of a chart, made in another process. */
#include "services/measure/painting.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "chart/chart.h"

enum { PNG_MAX = 16 << 20, PIECE = 1 << 20 };

/* ---- in the painter ---- */

static bool paint(const void *argument, apart_sink *out, upw_error *error)
{
    double zoom;
    buffer png;
    memcpy(&zoom, argument, sizeof zoom);
    buffer_init(&png, PNG_MAX);
    const bool is_done = chart_convert_file(APART_INPUT, "png", zoom, &png, error);
    for (size_t at = 0; is_done && at < png.len; at += PIECE)
        apart_put(out, 1, (text){ png.at + at, png.len - at < PIECE ? png.len - at : PIECE });
    buffer_clear(&png);
    return is_done;
}

/* ---- in the server ---- */

static bool take(void *context, uint8_t kind, text piece, upw_error *error)
{
    buffer *const png = context;
    (void)kind;
    buffer_add(png, piece);
    return !png->is_full || upw_fail(error, UPW_TOO_LARGE, "the picture is larger than %zu bytes", png->maximum);
}

bool painting_make_png(apart *painter, text svg, double zoom, buffer *png, upw_error *error)
{
    if (painter == NULL)
        return chart_convert(svg, "png", zoom, png, error);
    const int file = chart_open_memory(svg);
    if (file < 0)
        return upw_fail(error, UPW_IO_FAILED, "the picture cannot be drawn: %s", strerror(errno));
    const size_t before = png->len;
    const apart_task task = { paint, &zoom, sizeof zoom, file, "the picture", TEXT("a chart") };
    const bool is_done = apart_run(painter, &task, take, png, error);
    close(file);
    if (!is_done)
        png->len = before;
    return is_done;
}
