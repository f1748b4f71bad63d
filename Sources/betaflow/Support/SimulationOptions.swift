import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
import ProblemFiles
import Storage
import Studies

extension SimulationMethod: ExpressibleByArgument {}

struct SimulationOptions: ParsableArguments {
  @Option(help: "How SGD is followed; overrides the file.")
  var method: SimulationMethod?

  @Option(
    parsing: .unconditional, help: "Number of independent runs; overrides the file.")
  var replicas: Int?

  @Option(parsing: .unconditional, help: "N, coordinates of a sample; overrides the file.")
  var dimension: Int?

  @Flag(help: "Keep the states of every run (JSON and NPZ).")
  var keepReplicas = false

  @Option(
    help: ArgumentHelp(
      "Write the state of the runs to this file now and then, and go on from it if it exists.",
      valueName: "path"), completion: .file())
  var checkpoint: String?

  func validate() throws {
    try check("--replicas", replicas, in: 1...)
    try check("--dimension", dimension, in: 1...)
  }

  /// Reads a problem file, with what the flags say in place of what the file says.
  func readProblem(_ path: String, _ common: CommonOptions) throws -> DescribedProblem {
    try common.readDescribed(path, for: .everything, dimension: dimension) { settings in
      settings.method = method ?? settings.method
      settings.replicas = replicas ?? settings.replicas
      settings.dimension = dimension ?? settings.dimension
    }
  }

  /// Runs a study that simulates; SIGINT and SIGTERM stop it with a checkpoint.
  ///
  /// - Parameters:
  ///   - problemFile: The file that a problem out of range is blamed on.
  ///   - common: Decides whether to say in the end what was run.
  ///   - run: The study, given what is kept of the runs.
  ///   - simulated: Number, size and steps of the runs of its result.
  /// - Returns: The result of the study.
  /// - Throws: What the study throws; of a problem out of range with the name of the file.
  func run<Result>(
    _ problemFile: String, _ common: CommonOptions, _ run: (EnsembleOptions) throws -> Result,
    simulated: (Result) -> (replicas: Int, dimension: Int, steps: Int)
  ) throws -> Result {
    var options = EnsembleOptions(problemFile: problemFile, checkpoint: checkpoint)
    options.keepsRuns = keepReplicas
    let result = try common.inFile(problemFile) {
      try Interruption.saving { try run(options) }
    }
    let runs = simulated(result)
    if !common.quiet {
      ProgressLine.finish(
        replicas: runs.replicas, dimension: runs.dimension, steps: runs.steps)
    }
    return result
  }
}

extension SimulationResult {
  var extent: (replicas: Int, dimension: Int, steps: Int) {
    (result.replicas, settings.dimension, result.totalSteps)
  }
}

extension SpectralSimulationResult {
  var extent: (replicas: Int, dimension: Int, steps: Int) {
    (result.replicas, settings.dimension, result.totalSteps)
  }
}

extension EnsembleOptions {
  /// When told to stop, a checkpoint named like the problem file unless one is given.
  init(problemFile: String, checkpoint: String?) {
    // A pipe has no name to go by.
    let isFile =
      InputFile.identity(of: problemFile) != nil && !InputFile.isStandardInput(problemFile)
    let name =
      isFile
      ? URL(fileURLWithPath: problemFile).deletingPathExtension().lastPathComponent : "problem"
    self.init(
      checkpoint: checkpoint,
      rescue: "\(name)-\(ProcessInfo.processInfo.processIdentifier).checkpoint")
  }
}
