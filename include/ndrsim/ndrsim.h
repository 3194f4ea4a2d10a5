/* ndrsim: Monte Carlo simulation of recurring revenue and net dollar retention.
 *
 *   ndrsim_case        what is to be simulated: scenario, book, changes
 *   ndrsim_simulation  a case that was run; numbers and files are read from it
 *   ndrsim_error       where and why something failed
 *
 * Functions return an ndrsim_status; NDRSIM_OK is 0. Each takes an optional ndrsim_error, which is
 * filled when something fails (NULL = not wanted). The library prints nothing, ends no process,
 * keeps no global state, needs and changes no locale, no signal handler and no error handler of
 * GSL. The one variable of the environment that it reads is NDRSIM_ISA (docs/library.md).
 *
 * docs/library.md has a complete program.
 */
#ifndef NDRSIM_NDRSIM_H
#define NDRSIM_NDRSIM_H

#include "ndrsim/case.h"
#include "ndrsim/error.h"
#include "ndrsim/simulation.h"
#include "ndrsim/tables.h"
#include "ndrsim/version.h"

#endif
