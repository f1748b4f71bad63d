import Foundation
import LinearVAE
import Testing

@testable import ProblemFiles

/// The article on the keys of a problem file has all that is read, and nothing else.
@Suite("Reference of the problem file")
struct ProblemFileReferenceTests {
  private let article: ReferenceArticle

  init() throws { article = try ReferenceArticle() }

  /// All keys that may stand where a file has one that is unknown, by the error that it gets.
  private func accepted(_ file: String) throws -> Set<String> {
    let error = try #require(throws: ProblemFileError.self) { try ProblemFile(yaml: file) }
    try #require(error.found == "an unknown key", "\(error)")
    let list = try #require(error.allowed.components(separatedBy: "another of ").last)
    return Set(list.components(separatedBy: ", "))
  }

  private func section(_ title: String) throws -> ReferenceArticle.Section {
    try #require(article.section(title), "no section \(title)")
  }

  @Test(arguments: [
    ("Sections", problemText(rest: "nowhere: 1")),
    ("Section: data", problemText(data: "{nowhere: 1}")),
    ("Section: model", problemText(model: "{nowhere: 1}")),
    ("Section: training", problemText(training: "{nowhere: 1}")),
    ("Section: training.rates", problemText(training: "{rates: {nowhere: 1}, beta: 1}")),
    ("Section: initial, as overlaps", problemText(rest: "initial: {overlap: 0, nowhere: 1}")),
    ("Section: initial, as order parameters", problemText(rest: "initial: {m: [], nowhere: 1}")),
    ("Section: time", problemText(rest: "time: {nowhere: 1}")),
    ("Section: simulation", problemText(rest: "simulation: {nowhere: 1}")),
  ])
  func aSectionHasItsKeys(title: String, file: String) throws {
    let keys = try section(title).entries.flatMap(\.names)
    #expect(try accepted(file) == Set(keys))
  }

  /// A file of required keys alone, written with all defaults, has those of the article.
  @Test func sectionsHaveTheirDefaults() throws {
    let file = problemText(rest: "initial: {overlap: 0.01}\ntime: {end: 1}\nsimulation: {}")
    let written = try ProblemFile(yaml: file).specification.yaml()
    let titles = ["data", "model", "training", "initial, as overlaps", "time", "simulation"]
    for title in titles {
      for entry in try section("Section: " + title).entries {
        if let fallback = entry.fallback {
          #expect(written.contains("\(entry.key): \(fallback)\n"), "\(title): \(entry.key)")
        }
        // The identity, endless samples and the other way to give times are no defaults that a file could
        // show.
        guard
          !["overlap", "samples_per_dimension", "at"].contains(entry.key)
            || title == "initial, as overlaps"
        else { continue }
        #expect(entry.isRequired == (entry.fallback == nil), "\(title): \(entry.key)")
        #expect(entry.isRequired == file.contains("\(entry.key): "), "\(title): \(entry.key)")
      }
    }
  }

  @Test func wordsAndLimitsAreThoseOfTheCode() throws {
    let facts: [(title: String, key: String, words: [String])] = [
      ("Section: data", "signals", ["\(SpikedData.factorLimit)"]),
      ("Section: data", "distribution", SampleDistribution.allCases.map { "`\($0)`" }),
      ("Section: model", "latents", ["\(LearningProblem.latentLimit)"]),
      ("Section: model", "decoder", Model.Likelihood.allCases.map { "`\($0)`" }),
      ("Section: training", "batch", ["\(Training.batchLimit)"]),
      ("Section: training", "variance", VarianceParametrization.allCases.map { "`\($0)`" }),
      ("Schedule: cyclical", "ramp", BetaSchedule.Ramp.allCases.map { "`\($0)`" }),
      ("Schedule: points", "points", ["\(BetaSchedule.pointLimit)"]),
      ("Section: time", "samples", ["\(TimeGrid.sampleLimit)"]),
      ("Section: simulation", "dimension", ["\(SimulationSettings.dimensionLimit)"]),
      ("Section: simulation", "replicas", ["\(SimulationSettings.replicaLimit)"]),
      ("Section: simulation", "method", SimulationMethod.allCases.map { "`\($0)`" }),
    ]
    for fact in facts {
      let entry = try #require(try section(fact.title).entries.first { $0.key == fact.key })
      for word in fact.words { #expect(entry.meaning.contains(word), "\(fact.key)") }
    }
  }

  @Test func everyScheduleAndLawHasASection() throws {
    #expect(article.titles(after: "Schedule: ") == ScheduleForm.all.map(\.name))
    #expect(article.titles(after: "Feedback law: ") == ScheduleForm.laws.map(\.name))
  }

  @Test(arguments: ScheduleForm.all.map(\.name))
  func aScheduleHasItsKeysNamesAndDefaults(name: String) throws {
    let (section, form) = (
      try section("Schedule: " + name), try #require(ScheduleForm.named(name))
    )
    let listed = section.entries.map { Set($0.names) }
    let keys = form.keys.flatMap { $0.withSources(in: .t) }
    #expect(Set(listed) == Set(keys.map { Set([$0.name] + $0.aliases) }))
    #expect(Set(section.entries.map(\.key)) == Set(keys.map(\.name)))
    #expect(section.words(after: "Other names") == form.aliases)
    #expect(section.words(after: "Named by the keys") == form.marks)
    for key in form.keys {
      let entry = try #require(section.entries.first { $0.key == key.name })
      #expect(entry.fallback == key.fallback, "\(key.name)")
      #expect(entry.isRequired == (key.fallback == nil), "\(key.name)")
    }
    for entry in section.entries where !form.keys.map(\.name).contains(entry.key) {
      #expect(!entry.isRequired && entry.fallback == nil, "\(entry.key)")
    }
  }

  @Test(arguments: ScheduleForm.laws.map(\.name))
  func aLawHasItsKeysNamesAndDefaults(name: String) throws {
    let section = try section("Feedback law: " + name)
    let form = try #require(ScheduleForm.laws.first { $0.name == name })
    let keys = [try #require(form.reference)] + form.keys
    #expect(section.entries.map(\.key) == keys.map(\.name))
    #expect(section.entries.map { Array($0.names.dropFirst()) } == keys.map(\.aliases))
    #expect(section.words(after: "Other names") == form.aliases)
    let written = try reading(beta: section.example).specification.yaml()
    for entry in section.entries {
      #expect(entry.isRequired == section.example.contains("\(entry.key): "), "\(entry.key)")
      #expect(entry.isRequired == (entry.fallback == nil), "\(entry.key)")
      if let fallback = entry.fallback {
        #expect(written.contains("    \(entry.key): \(fallback)\n"), "\(entry.key)")
      }
    }
  }

  /// Each name of a key is known where the article has it, and examples are read.
  @Test func allNamesAndExamplesAreRead() throws {
    let overview = try section("Overview")
    _ = try ProblemFile(yaml: overview.example)
    for prefix in ["Schedule: ", "Feedback law: "] {
      for name in article.titles(after: prefix) {
        let section = try section(prefix + name)
        _ = try reading(beta: section.example, rest: "time: {end: 300}")
        for word in section.entries.flatMap(\.names) {
          let error = #expect(throws: ProblemFileError.self) {
            try reading(beta: "{schedule: \(name), \(word): []}")
          }
          #expect(error?.found != "an unknown key", "\(name): \(word)")
        }
      }
    }
  }
}
