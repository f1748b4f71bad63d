import ArgumentParser
import Studies

/// `betaflow check`: is this problem file right, and what does it say in full?
struct CheckCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validate a problem file and print it with all defaults filled in.")

  static let example = "betaflow check Examples/matched.yaml"

  @Argument(
    help: ArgumentHelp("Problem file (YAML or JSON).", valueName: "file"),
    completion: .problemFile)
  var problemFile: String

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard common.format == .table || common.format == .json else {
      throw ValidationError(
        "--format \(common.format.rawValue): a problem file is printed as table (YAML) or json.")
    }
  }

  func execute() throws {
    try common.prepare()
    let specification = try common.readProblem(problemFile, followsFeedback: true)
    if common.format == .json {
      try common.write(JSONDocument.data(of: specification))
    } else {
      try common.write(specification.yaml())
    }
  }
}
