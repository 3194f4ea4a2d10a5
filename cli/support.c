/* Messages, numbers and interruption, shared by all verbs. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "sim/text.h"

int ndrsim_cli_fail(const ndrsim_error *err) {
  char line[1600];
  ndrsim_error_format(err, line, sizeof line);
  fprintf(stderr, "ndrsim: %s\n", line);
  return ndrsim_status_exit_code(err->status);
}

void ndrsim_cli_note(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("ndrsim: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
}

ndrsim_status ndrsim_cli_flush(ndrsim_error *err) {
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout)) return NDRSIM_OK;
  if (errno == EPIPE) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_IO, "cannot write to standard output: %s",
                          errno != 0 ? strerror(errno) : "an earlier write failed");
}

bool ndrsim_cli_color(void) {
  const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
  return isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
         (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

ndrsim_status ndrsim_cli_count(const char *name, const char *text, uint64_t low, uint64_t high,
                               uint64_t *out, ndrsim_error *err) {
  size_t length = strlen(text);
  char *end = NULL;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  bool digits = length > 0 && strspn(text, "0123456789") == length;
  if (digits && errno == 0 && value >= low && value <= high) {
    *out = value;
    return NDRSIM_OK;
  }
  char shown[96];
  ndrsim_text_escape(shown, sizeof shown, text, length);
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "%s: expected a whole number in %llu .. %llu, found `%s`", name,
                          (unsigned long long)low, (unsigned long long)high, shown);
}

int ndrsim_cli_columns(int stream) {
  const char *columns = getenv("COLUMNS");
  struct winsize size;
  uint64_t count;
  if (columns != NULL &&
      ndrsim_cli_count("COLUMNS", columns, 1, 10000, &count, NULL) == NDRSIM_OK) {
    return (int)count;
  }
  if (ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

void ndrsim_cli_open_streams(void) {
  for (int k = 0; k < 3; k++) {
    if (fcntl(k, F_GETFD) >= 0 || errno != EBADF) continue;
    /* opened for the other direction, so that reading and writing fail as on a closed one */
    int opened = open("/dev/null", k == 0 ? O_WRONLY : O_RDONLY);
    if (opened != k && opened >= 0) close(opened);
  }
}

/* The one piece of global state of the program: a signal has no other way in. */
static volatile sig_atomic_t interrupts = 0;

static void on_interrupt(int number) {
  (void)number;
  if (interrupts < 100) interrupts = interrupts + 1;
}

void ndrsim_cli_catch_interrupts(void) {
  struct sigaction action, before;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
    sigaction(SIGHUP, &action, NULL);
  }
}

int ndrsim_cli_interrupts(void) {
  return interrupts;
}
