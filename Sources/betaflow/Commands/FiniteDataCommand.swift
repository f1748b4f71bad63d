import ArgumentParser
import LinearVAE
import Storage
import Studies

struct FiniteDataCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "finite-data",
    abstract: "Tell what more samples would buy, and which β suits the samples there are.",
    discussion: """
      Training on P samples of N coordinates, again and again, ends in the optimum on these samples. \
      As both grow at a fixed α = P/N its error on new data is known exactly, and the β at which it \
      is smallest: above the noise, and the more so the fewer the samples. sample_eigenvalue and \
      cosine2 are those of the first factor, errors are totals over all factors and latents. Training \
      plays no part but for its β.
      """)

  static let example = "betaflow finite-data Examples/samples.yaml --alpha 0.2:20:60log"

  @OptionGroup var problem: ProblemArgument

  @Option(
    help: ArgumentHelp(
      "Samples per dimension; that of data.samples_per_dimension unless given.",
      valueName: "lo:hi:n[log]"))
  var alpha: String?

  @Option(parsing: .unconditional, help: "Weight of the KL term; overrides the file.")
  var beta: Double?

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  /// More points than this no picture shows.
  private static let pointLimit = 100_000

  private func range() throws -> [Double]? {
    guard let alpha else { return nil }
    let values = try reading("--alpha") { try ValueRange(alpha).values }
    let domain = SpikedData.samplesPerDimensionDomain
    guard let first = values.first, let last = values.last, domain ~= first, domain ~= last else {
      throw ValidationError(
        "--alpha \(alpha): samples per dimension must be from \(domain.lowerBound) to "
          + "\(domain.upperBound).")
    }
    guard values.count <= Self.pointLimit else {
      throw ValidationError("--alpha \(alpha): at most \(Self.pointLimit) points.")
    }
    return values
  }

  func validate() throws {
    _ = try range()
    try checkPositive("--beta", beta)
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(problemFile, for: .samples, followsFeedback: true)
    guard let values = try range() ?? specification.problem.data.samplesPerDimension.map({ [$0] })
    else {
      throw ValidationError(
        "how many samples there are is not known: give --alpha LO:HI:N, or "
          + "data.samples_per_dimension in the file.")
    }
    let study = try common.inFile(problemFile) {
      try FiniteDataStudy(specification.problem, samplesPerDimension: values, beta: beta)
        .run(context)
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { study.words + Self.table(result).text }
  }

  private static func table(_ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("α", "alpha")
    table.add("λ̂", "sample_eigenvalue")
    table.add("c²", "cosine2")
    table.add("ε_g", "error")
    table.add("living")
    table.add("best β", "best_beta")
    table.add("best ε_g", "best_error")
    return table
  }
}
