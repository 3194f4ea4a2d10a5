/* What the machine can give. */
#ifndef NDRSIM_SIM_MACHINE_H
#define NDRSIM_SIM_MACHINE_H

#include <stdint.h>

/* Bytes that this process may still take without pushing others out: the least of what the kernel
 * calls available, what is left of the memory of the control group, and the limit of the address
 * space. INT64_MAX when nothing is known. */
int64_t ndrsim_machine_memory(void);

/* Cores that may be used. */
int ndrsim_machine_cores(void);

#endif
