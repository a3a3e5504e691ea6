/* One command, its wall-clock time and its peak memory: measure COMMAND [ARGUMENT …]
 *
 * Prints "seconds kilobytes status" on file descriptor 3. A small program of its own, because Linux
 * counts the memory of the parent at the fork into the child's peak: started from a script, a lean program would look
 * as large as the script's interpreter. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("measure COMMAND [ARGUMENT ...], with the result on file descriptor 3\n", stderr);
        return 2;
    }
    const double began = now_s();
    const pid_t child = fork();
    if (child == 0) {
        close(3);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return 3;
    }
    const double seconds = now_s() - began;
    dprintf(3, "%.6f %ld %d\n", seconds, usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128);
    return 0;
}
