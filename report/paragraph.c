#include "report/paragraph.h"

#include <string.h>

#define WIDTH 90

void ndrsim_paragraph(const char *words, FILE *out) {
  size_t column = 0;
  while (*words != '\0') {
    size_t length = strcspn(words, " ");
    if (column > 0 && column + 1 + length > WIDTH) {
      fputc('\n', out);
      column = 0;
    }
    fputs(column == 0 ? "  " : " ", out);
    fwrite(words, 1, length, out);
    column += length + (column > 0);
    words += length;
    while (*words == ' ') {
      words++;
    }
  }
  fputc('\n', out);
}
