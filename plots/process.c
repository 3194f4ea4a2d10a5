#include "plots/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: nothing here may allocate or lock, other threads may have held anything. */
static void become(const char *program, char *const argv[], char *const environment[],
                   const char *messages, pid_t parent, int failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127); /* it died before the line above */
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  signal(SIGCHLD, SIG_DFL); /* ignored, it would hide from the program how its own children end */
  int in = open("/dev/null", O_RDONLY), out = open(messages, O_WRONLY | O_APPEND);
  if (in >= 0 && out >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2) {
    if (in > 2) close(in);
    if (out > 2) close(out);
    execvpe(program, argv, environment);
  }
  int reason = errno;
  ssize_t written = write(failure, &reason, sizeof reason);
  _exit(written == (ssize_t)sizeof reason ? 127 : 126);
}

int ndrsim_process_start(ndrsim_process *self, const char *program, char *const argv[],
                         char *const environment[], const char *messages) {
  *self = (ndrsim_process){0};
  int failure[2]; /* closed by a successful exec, else it brings the errno */
  if (pipe2(failure, O_CLOEXEC) != 0) return errno;
  pid_t parent = getpid(), child = fork();
  if (child == 0) become(program, argv, environment, messages, parent, failure[1]);
  int reason = child < 0 ? errno : 0;
  close(failure[1]);
  if (child > 0) {
    ssize_t length;
    do {
      length = read(failure[0], &reason, sizeof reason);
    } while (length < 0 && errno == EINTR);
    if (length != (ssize_t)sizeof reason) reason = 0;
    self->id = child;
    if (reason != 0) ndrsim_process_end(self);
  }
  close(failure[0]);
  return reason;
}

bool ndrsim_process_ended(ndrsim_process *self) {
  if (self->id == 0) return true;
  pid_t got = waitpid(self->id, &self->exit_status, WNOHANG);
  if (got == 0 || (got < 0 && errno == EINTR)) return false;
  /* the host has had it waited for: by a handler of its own, or by ignoring SIGCHLD */
  if (got < 0) self->exit_status = NDRSIM_PROCESS_UNKNOWN;
  self->id = 0;
  return true;
}

void ndrsim_process_end(ndrsim_process *self) {
  if (self->id == 0) return;
  if (kill(-self->id, SIGKILL) != 0) kill(self->id, SIGKILL); /* before its setpgid */
  while (waitpid(self->id, &self->exit_status, 0) < 0 && errno == EINTR) {
  }
  self->id = 0;
}
