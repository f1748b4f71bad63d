/// \file
/// betaflow as a library: a question in JSON with arrays in memory, an answer in JSON with arrays in memory.
///
/// Questions are those of the command line: keys are the flags of a subcommand in snake_case (`learning_rate` for
/// `--learning-rate`), and the answer is what the subcommand prints with `--format json`.
///
/// ```c
/// const char *request = "{\"terms\": \"mse + kl\", \"dimension\": 784}";
/// betaflow_result *result = betaflow_ask("loss", request, strlen(request), NULL, 0, NULL, NULL, NULL);
/// if (betaflow_result_status(result) == BETAFLOW_DONE) puts(betaflow_result_text(result, NULL));
/// betaflow_result_free(result);
/// ```
///
/// All functions can be called from several threads at a time. Nothing is thrown, and nothing ends the process.
/// What a function returns belongs to the library: results and runs are given back by the function of their name
/// that ends in `_free`, what a result points to lives as long as the result. What a caller passes in need not
/// outlive the call.
#ifndef BETAFLOW_H
#define BETAFLOW_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Changes with everything that callers must know of. Compare it with `betaflow_abi_version()` before any
/// other call.
#define BETAFLOW_ABI_VERSION 1

/// What became of a question: the exit codes of the command.
enum betaflow_status {
  BETAFLOW_DONE = 0,
  /// The numerics could not deliver.
  BETAFLOW_NUMERICS = 1,
  /// A key or value that is not allowed.
  BETAFLOW_USAGE = 64,
  /// Data that are not what they should be.
  BETAFLOW_DATA = 65,
  /// No such file.
  BETAFLOW_MISSING_FILE = 66,
  /// Output that cannot be written.
  BETAFLOW_OUTPUT = 73,
  /// The run was cancelled.
  BETAFLOW_INTERRUPTED = 75,
};

/// An array in memory, as NumPy describes its own.
typedef struct betaflow_array {
  /// In a question the key that it is the value of, in an answer the name of the field; UTF-8.
  const char *name;
  /// NumPy's name of the element type with its byte order: `<f8`, `<f4`, `|u1`.
  const char *type;
  int64_t dimensions;
  /// The length of each dimension.
  const int64_t *shape;
  /// Bytes from one element to the next of each dimension.
  const int64_t *strides;
  /// The first element; it need not be aligned.
  const void *data;
} betaflow_array;

/// A run that can be cancelled.
typedef struct betaflow_run betaflow_run;

/// An answer, or why there is none.
typedef struct betaflow_result betaflow_result;

/// Told how far a run is: `done` of `total` parts, which is -1 where it is not known; `unit` says what they are
/// and lives as long as the call. It is called from any thread, one call at a time.
typedef void (*betaflow_progress)(void *context, int64_t done, int64_t total, const char *unit);

/// The version of the interface of the library, `BETAFLOW_ABI_VERSION` of its header.
int32_t betaflow_abi_version(void);

/// A run to be handed to one call of `betaflow_ask`.
///
/// \param threads How many work at a time; all cores if 0. No result depends on it.
/// \param interruptible Whether SIGINT cancels it; the handler that was there before is called as well, and is
///   put back at the end. One run at a time can be.
betaflow_run *betaflow_run_new(int32_t threads, int32_t interruptible);

/// Cancels a run, before it or while it runs; from any thread, and from a signal handler.
void betaflow_run_cancel(betaflow_run *run);

/// Gives a run back, once the call that it was handed to has returned. NULL is allowed.
void betaflow_run_free(betaflow_run *run);

/// Asks.
///
/// \param command The name of a subcommand: `fixed-points`.
/// \param request A mapping in JSON, in UTF-8, which need not end in 0.
/// \param length Its bytes.
/// \param arrays Arrays of one or two dimensions, values of keys that take files on the command line; NULL if
///   there are none. They are read in place.
/// \param count How many.
/// \param run Lets the call be cancelled, which ends it within 0.2 s; NULL for one thread that is not.
/// \param progress Told how far the run is; NULL if nobody wants to know.
/// \param context Passed on to `progress`.
/// \return Never NULL.
betaflow_result *betaflow_ask(const char *command, const char *request, int64_t length,
                              const betaflow_array *arrays, int64_t count, betaflow_run *run,
                              betaflow_progress progress, void *context);

/// One of `betaflow_status`.
int32_t betaflow_result_status(const betaflow_result *result);

/// The answer in JSON, or what went wrong in a sentence; UTF-8 that ends in 0.
///
/// \param length Receives its bytes without the 0; may be NULL.
const char *betaflow_result_text(const betaflow_result *result, int64_t *length);

/// What belongs to the answer beside the values, in JSON:
/// `{"words": [sentence], "remarks": [{"kind": "warning|note", "text": sentence}]}`.
const char *betaflow_result_remarks(const betaflow_result *result, int64_t *length);

/// The answer as the command prints it with `--format csv`, empty if there is none. It is made at the first call.
const char *betaflow_result_table(const betaflow_result *result, int64_t *length);

/// How many fields of the answer are arrays of numbers.
int64_t betaflow_result_array_count(const betaflow_result *result);

/// An array of the answer, of type `<f8`; NaN stands for a missing number. They are named as in CSV and NPZ.
///
/// \param index From 0 to the count, which is not included.
void betaflow_result_array(const betaflow_result *result, int64_t index, betaflow_array *array);

/// Gives a result back. NULL is allowed.
void betaflow_result_free(betaflow_result *result);

#ifdef __cplusplus
}
#endif

#endif
