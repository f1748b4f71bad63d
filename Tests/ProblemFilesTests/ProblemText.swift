import ProblemFiles

/// A small valid file; `body` replaces or adds whole sections.
func problemText(
  data: String = "{signals: [1.0], noise: 1.0}", model: String = "{latents: 1}",
  training: String = "{rates: 0.01, beta: 1.0}", rest: String = ""
) -> String {
  "data: \(data)\nmodel: \(model)\ntraining: \(training)\n\(rest)\n"
}

/// The specification of a file whose `training.beta` is as given.
func reading(beta: String, rest: String = "") throws -> ProblemFile {
  try ProblemFile(
    yaml: problemText(training: "{rates: 0.01, variance: log, beta: \(beta)}", rest: rest))
}
