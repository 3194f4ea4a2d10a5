/* Another program, started without a shell and never left behind. */
#ifndef NDRSIM_PLOTS_PROCESS_H
#define NDRSIM_PLOTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#define NDRSIM_PROCESS_UNKNOWN (-1) /* an exit_status that no process has */

typedef struct ndrsim_process {
  pid_t id; /* 0 = not running */
  /* of waitpid, once it has ended; UNKNOWN where the host process keeps no ended children (SIGCHLD
   * ignored) or waits for all of them itself */
  int exit_status;
} ndrsim_process;

/* Starts `program` (found through PATH) with these arguments and environment; standard input is
 * empty, what it prints is appended to the file `messages`. Returns 0, or an errno: ENOENT when
 * there is no such program.
 *
 * The child leads a process group of its own, so that a Ctrl-C of the terminal reaches the caller
 * only, who decides; it is killed by the system when the thread that started it dies. */
int ndrsim_process_start(ndrsim_process *self, const char *program, char *const argv[],
                         char *const environment[], const char *messages);
/* Whether it has ended (its exit_status is then set); never waits. */
bool ndrsim_process_ended(ndrsim_process *self);
/* Kills it and all that it started, and waits for its end. Harmless when it is not running. */
void ndrsim_process_end(ndrsim_process *self);

#endif
