import ArgumentParser
import Foundation
import LinearVAE
import NumericKit
import Paper
import Storage
import Studies

enum AuditFormat: String, ResultFormat {
  case table
  case json
  case csv
  case html
}

struct AuditCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check every claim of the paper, and say what decides it.",
    discussion: """
      Each equation, theorem and statement of the paper that can be checked gets a verdict from a \
      number against a bound, computed then and there: confirmed, confirmed after correction (as \
      printed it fails), refuted as printed, or not checkable here. For an erratum the printed form \
      is run as well. Ends with 1 if a verdict is not the one on record. A file --output FILE.html is a \
      page with all claims in words.
      """)

  static let example = "betaflow audit --quick"

  @Flag(help: "Fewer problems, samples and runs: the same verdicts in seconds.")
  var quick = false

  @Option(
    name: .customLong("only"), parsing: .singleValue,
    help: ArgumentHelp(
      "Check only this claim, and report all about it. Can be repeated.", valueName: "id"),
    completion: .list(AuditClaim.all.map(\.id)))
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "The JSON of an earlier audit, or -; its verdicts count as those on record.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var against: String?

  @OptionGroup var common: OutputOptions<AuditFormat>

  func validate() throws {
    let known = AuditClaim.all.map(\.id)
    for name in names where !known.contains(name) {
      let meant = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
      throw ValidationError(
        "--only \(name): there is no such claim\(meant) Allowed are \(known.joined(separator: ", "))."
      )
    }
  }

  private var format: AuditFormat {
    let isPage = common.output?.lowercased().hasSuffix(".html") ?? false
    return common.format == .table && isPage ? .html : common.format
  }

  var lastWords: String { lastWords(of: names.isEmpty ? AuditClaim.all.count : names.count) }

  private func lastWords(of count: Int) -> String {
    "interrupted after \(ProgressLine.latest?.done ?? 0) of \(count) claims, nothing was written; "
      + "call it again, with --quick for seconds or --only for a claim"
  }

  func execute() throws {
    let inputs: KeyValuePairs = against.map { ["--against": $0] } ?? [:]
    let context = try common.prepare(reading: inputs)
    let recorded =
      try against.map { try EarlierAudit(contentsOf: $0).recorded(in: AuditClaim.all) }
      ?? AuditClaim.all
    let claims = names.isEmpty ? recorded : recorded.filter { names.contains($0.id) }
    Interruption.say { [count = claims.count] in lastWords(of: count) }
    let start = ContinuousClock.now
    let audit = try Audit(
      of: claims,
      PaperOptions(
        edition: quick ? .quick : .full, seed: common.seed ?? PaperOptions.defaultSeed),
      context)
    ProgressLine.end()
    if !common.quiet {
      let time = (ContinuousClock.now - start).formatted(
        .units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 1)))
      Message.line("\(audit.summary), in \(time)")
    }
    switch format {
    case .table: try common.write(names.isEmpty ? audit.lines : audit.details)
    case .json: try common.write(JSONDocument.data(of: audit))
    case .csv: try common.write(audit.table.csv)
    case .html: try common.write(audit.page)
    }
    if !audit.changed.isEmpty { throw ChangedVerdicts(text: audit.changes) }
  }
}

struct ChangedVerdicts: Error, CustomStringConvertible {
  /// One line for each.
  let text: String

  var description: String { "verdicts other than those on record:\n\(text)" }
}
