// SIGINT as a flag, while a run is on.
#ifndef BETAFLOW_INTERRUPTS_H
#define BETAFLOW_INTERRUPTS_H

#include <stdint.h>

/// A flag that any thread and any signal handler may set.
struct betaflow_flag;

struct betaflow_flag *_Nullable betaflow_flag_new(void);
void betaflow_flag_set(struct betaflow_flag *_Nonnull flag);
int32_t betaflow_flag_is_set(const struct betaflow_flag *_Nonnull flag);
void betaflow_flag_free(struct betaflow_flag *_Nullable flag);

/// Sets the flag at SIGINT, before the handler that was there; 0 if another flag is being watched.
int32_t betaflow_interrupts_begin(struct betaflow_flag *_Nonnull flag);

/// Puts the handler back that was there before.
void betaflow_interrupts_end(void);

#endif
