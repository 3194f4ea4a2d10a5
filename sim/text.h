/* Text that came from a user, made safe to put into one line of a message. */
#ifndef NDRSIM_SIM_TEXT_H
#define NDRSIM_SIM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes text[length] to out[size]: control characters, those that end a line or turn the direction
 * of writing, DEL and bytes that are not UTF-8 become \n, \t or \xNN; cuts at a whole character and
 * marks the cut with "...". Always terminates. */
void ndrsim_text_escape(char *out, size_t size, const char *text, size_t length);

/* Bytes of the well-formed UTF-8 character at text[0..length), or 0 (overlong forms, surrogates and
 * code points above U+10FFFF are not well-formed). */
size_t ndrsim_text_utf8(const char *text, size_t length);

/* Whether a text has none of the characters that ndrsim_text_escape would write in another way. */
bool ndrsim_text_is_plain(const char *text);

#endif
