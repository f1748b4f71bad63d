#define _GNU_SOURCE
#include "interrupts.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

struct betaflow_flag {
  atomic_int value;
};

struct betaflow_flag *betaflow_flag_new(void) {
  struct betaflow_flag *flag = malloc(sizeof *flag);
  if (flag) atomic_init(&flag->value, 0);
  return flag;
}

void betaflow_flag_set(struct betaflow_flag *flag) { atomic_store(&flag->value, 1); }

int32_t betaflow_flag_is_set(const struct betaflow_flag *flag) {
  return atomic_load_explicit(&((struct betaflow_flag *)flag)->value, memory_order_relaxed);
}

void betaflow_flag_free(struct betaflow_flag *flag) { free(flag); }

static _Atomic(struct betaflow_flag *) watched;
static struct sigaction previous;

static void handle(int number, siginfo_t *info, void *context) {
  struct betaflow_flag *flag = atomic_load(&watched);
  if (flag) betaflow_flag_set(flag);
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(number, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(number);
  }
}

int32_t betaflow_interrupts_begin(struct betaflow_flag *flag) {
  struct betaflow_flag *none = NULL;
  if (!atomic_compare_exchange_strong(&watched, &none, flag)) return 0;
  sigaction(SIGINT, NULL, &previous);
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  return 1;
}

void betaflow_interrupts_end(void) {
  sigaction(SIGINT, &previous, NULL);
  atomic_store(&watched, NULL);
}
