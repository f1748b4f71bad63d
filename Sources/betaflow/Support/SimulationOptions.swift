import ArgumentParser
import FiniteSize
import Foundation
import LinearVAE
import Requests
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

  /// What these flags say.
  var part: SimulationPart {
    var part = SimulationPart()
    (part.method, part.replicas, part.dimension) = (method, replicas, dimension)
    (part.keepReplicas, part.checkpoint) = (keepReplicas, checkpoint)
    return part
  }
}

extension ProblemCommand {
  /// The checkpoint of runs that are told to stop with none: named like the problem file, if that has a name.
  var rescue: String {
    // A pipe has no name to go by.
    let isFile =
      InputFile.identity(of: problemFile) != nil && !InputFile.isStandardInput(problemFile)
    let name =
      isFile
      ? URL(fileURLWithPath: problemFile).deletingPathExtension().lastPathComponent : "problem"
    return "\(name)-\(ProcessInfo.processInfo.processIdentifier).checkpoint"
  }

  /// Says what was run.
  func finish(_ runs: (replicas: Int, dimension: Int, steps: Int)) {
    guard !common.quiet else { return }
    ProgressLine.finish(replicas: runs.replicas, dimension: runs.dimension, steps: runs.steps)
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
