import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
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
  func readProblem(_ path: String, _ common: CommonOptions) throws -> ProblemSpecification {
    try common.readProblem(path, for: .everything, dimension: dimension, followsFeedback: true) {
      specification in
      guard var settings = specification.simulation else { return }
      settings.method = method ?? settings.method
      settings.replicas = replicas ?? settings.replicas
      settings.dimension = dimension ?? settings.dimension
      specification.simulation = settings
    }
  }

  /// Runs the ensemble with progress on standard error; SIGINT and SIGTERM stop it with a checkpoint.
  func run(
    _ specification: ProblemSpecification, from problemFile: String, _ common: CommonOptions
  ) throws -> SimulationStudy {
    let ensemble = try common.inFile(problemFile) { try specification.ensemble() }
    let line = common.quiet ? nil : ProgressLine(totalSteps: ensemble.totalSteps)
    var options = EnsembleOptions(common, problemFile: problemFile, checkpoint: checkpoint, line)
    options.keepsRuns = keepReplicas
    let study = try Interruption.saving {
      try SimulationStudy(specification, options: options)
    }
    line?.finish(ensemble.title)
    return study
  }
}

extension EnsembleOptions {
  /// Progress on a line; when told to stop, a checkpoint named like the problem file unless one is given.
  init(_ common: CommonOptions, problemFile: String, checkpoint: String?, _ line: ProgressLine?) {
    // A pipe has no name to go by.
    let isFile =
      InputFile.identity(of: problemFile) != nil && !InputFile.isStandardInput(problemFile)
    let name =
      isFile
      ? URL(fileURLWithPath: problemFile).deletingPathExtension().lastPathComponent : "problem"
    self.init(
      threads: common.threads ?? ProcessInfo.processInfo.activeProcessorCount,
      checkpoint: checkpoint,
      rescue: "\(name)-\(ProcessInfo.processInfo.processIdentifier).checkpoint",
      progress: line?.show, shouldStop: { Interruption.isRequested })
  }
}

extension Ensemble {
  /// What was run, for the last line on standard error.
  var title: String {
    "\(replicas == 1 ? "1 run" : "\(replicas) runs") at N = \(simulation.dimension) of "
      + "\(ProgressLine.count(totalSteps / replicas)) steps"
  }
}
