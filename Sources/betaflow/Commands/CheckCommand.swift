import ArgumentParser
import LinearVAE
import ProblemFiles
import Requests
import Storage

/// How a problem is written; a table is YAML.
enum ProblemFormat: String, ResultFormat {
  case table
  case json
}

struct CheckCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validate a problem file and print it with all defaults filled in.")

  static let example = "betaflow check Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @OptionGroup var common: OutputOptions<ProblemFormat>

  func execute() throws {
    try common.prepare(reading: ["the problem file": problem.file])
    let source = ProblemPart(.file(problem.file), seed: common.seed)
    let inputs = RequestInputs { remark in
      let text = remark.text.replacing("\"seed\"", with: "--seed")
      if remark.isWarning { common.warn(text) } else { common.note(text) }
    }
    switch try source.readDescribed(for: .everything, inputs) {
    case .factors(let file): try write(file.specification, file.specification.yaml())
    case .spectrum(let file): try write(file, file.yaml())
    }
  }

  private func write(_ specification: some Encodable, _ yaml: String) throws {
    switch common.format {
    case .table: try common.write(yaml)
    case .json: try common.write(JSONDocument.data(of: specification))
    }
  }
}
