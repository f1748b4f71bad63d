import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
import Studies

extension SimulationMethod: ExpressibleByArgument {}

/// The options of the subcommands that simulate.
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
    for (flag, value) in [("--replicas", replicas), ("--dimension", dimension)] {
      if let value, value < 1 { throw ValidationError("\(flag) must be at least 1, not \(value).") }
    }
  }

  /// Reads a problem file, with what the flags say in place of what the file says.
  func readProblem(_ path: String, _ common: CommonOptions) throws -> ProblemSpecification {
    try common.readProblem(path, dimension: dimension, followsFeedback: true) { specification in
      guard var settings = specification.simulation else { return }
      settings.method = method ?? settings.method
      settings.replicas = replicas ?? settings.replicas
      settings.dimension = dimension ?? settings.dimension
      specification.simulation = settings
    }
  }

  /// Runs a study with progress on standard error; SIGINT and SIGTERM stop it with a checkpoint.
  func run<Study>(
    _ specification: ProblemSpecification, from problemFile: String, _ common: CommonOptions,
    _ study: (EnsembleOptions) throws -> Study
  ) throws -> Study {
    let ensemble = try common.inFile(problemFile) { try specification.ensemble() }
    let line = common.quiet ? nil : ProgressLine(totalSteps: ensemble.totalSteps)
    Interruption.watch()
    let name = URL(fileURLWithPath: problemFile).deletingPathExtension().lastPathComponent
    let options = EnsembleOptions(
      threads: common.threads ?? ProcessInfo.processInfo.activeProcessorCount,
      keepsRuns: keepReplicas, checkpoint: checkpoint,
      rescue: "\(name)-\(ProcessInfo.processInfo.processIdentifier).checkpoint",
      progress: line?.show,
      shouldStop: { Interruption.isRequested })
    let result = try study(options)
    let runs = ensemble.replicas == 1 ? "1 run" : "\(ensemble.replicas) runs"
    line?.finish("\(runs) at N = \(ensemble.simulation.dimension)")
    return result
  }
}
