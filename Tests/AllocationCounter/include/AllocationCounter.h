#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted here: with the C library of GNU, without a sanitizer.
bool allocation_counter_works(void);

/// How often the calling thread has allocated memory so far.
uint64_t allocation_count(void);

#endif
