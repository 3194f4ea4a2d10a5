/* The sections of the man page that no table holds, in roff. */
#ifndef NDRSIM_CLI_MAN_TEXT_H
#define NDRSIM_CLI_MAN_TEXT_H

extern const char ndrsim_man_description[]; /* DESCRIPTION */
extern const char ndrsim_man_sections[];    /* FILES to REPRODUCIBILITY */
extern const char ndrsim_man_end[];         /* SEE ALSO, COPYRIGHT */

#endif
