import Foundation
import LinearVAE
import ProblemFiles
import Storage
import Studies
import TestSupport
import Testing

/// Runs a Python that finds no package but the standard library.
private func python(_ arguments: [String], in folder: URL) throws -> (code: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-S"] + arguments
  process.currentDirectoryURL = folder
  process.standardInput = FileHandle.nullDevice
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

private let hasPython =
  (try? python(["--version"], in: FileManager.default.temporaryDirectory))?.code == 0

/// The snippets run as they stand and agree with the table to 1e-12.
@Suite("Python snippets", .enabled(if: hasPython, "needs python3"))
final class PythonScheduleTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("python-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func save(_ study: ScheduleStudy, as name: String = "beta_schedule.py") throws {
    try Data(study.python.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// Runs each snippet as a program, all in one Python, and compares what they print with our tables.
  private func expectSameTables(
    _ studies: [ScheduleStudy], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let names = studies.indices.map { "schedule\($0).py" }
    for (name, study) in zip(names, studies) { try save(study, as: name) }
    let program = """
      import runpy, sys
      for path in sys.argv[1:]:
          print("#")
          runpy.run_path(path, run_name="__main__")
      """
    let (code, output) = try python(["-c", program] + names, in: folder)
    try #require(code == 0, "\(output)", sourceLocation: sourceLocation)
    let tables = output.split(separator: "#\n")
    try #require(tables.count == studies.count, sourceLocation: sourceLocation)
    for (table, study) in zip(tables, studies) {
      try expect(table, isTableOf: study, sourceLocation: sourceLocation)
    }
  }

  private func expect(
    _ text: Substring, isTableOf study: ScheduleStudy, sourceLocation: SourceLocation
  ) throws {
    let ours = try study.dataset().table
    let lines = text.split(separator: "\n")
    #expect(
      lines.first.map(String.init) == ours.columns.map(\.name).joined(separator: ","),
      sourceLocation: sourceLocation)
    try #require(lines.count == 1 + study.rowCount, sourceLocation: sourceLocation)
    var worst = 0.0
    for (row, line) in lines.dropFirst().enumerated() {
      let cells = line.split(separator: ",").map { Double($0) ?? .nan }
      try #require(cells.count == ours.columns.count, sourceLocation: sourceLocation)
      for (cell, column) in zip(cells, ours.columns) {
        guard case .numbers(let values) = column.cells, let value = values[row] else { continue }
        let error = abs(cell - value) / max(1, abs(value))
        worst = error.isNaN ? .infinity : max(worst, error)
      }
    }
    #expect(worst <= 1e-12, "\(study.schedule)", sourceLocation: sourceLocation)
  }

  /// One of every kind with awkward numbers, and those whose formulas could overflow.
  private static let schedules = [
    "0.7", "tanh(0.003, 1.7)", "tanh(1e300)", "linear(0.0021, 0.1, 1.9)", "linear(1e-320)",
    "linear(0.1, 1, 1)", "cyclical(166.7, 0.37, 0.1, 1.3)",
    "cyclical(166.7, 0.37, 0.1, 1.3, cosine)",
    "cyclical(99.9, 1, 0.1, 1.3, sigmoid)", "cyclical(0.1, 0.5)", "cyclical(1000, 0.5)",
    "sigmoid(0.03, 333.3, 2)", "sigmoid(5, 900)", "sigmoid(1e300, 500)", "cosine(777.7, 0.1, 1.2)",
    "exponential(0.993, 1.1)", "exponential(1e-300)",
    "cyclical(166.7, 0.37, 0.1, 1.3, sigmoid, 0.21)", "cyclical(100, 0.5, delay=0.25)",
    "geometric(777.7, 1e-6, 5e-2)", "geometric(500, 1e-300, 1e300)", "geometric(9, 1, 1)",
    "staircase(0.01, 7, 33)", "staircase(0.1, 0.1, 20, 0.05, 1.1)", "staircase(2, 100, 0)",
    "points([[10, 0.5], [300, 1], [300, 0.2], [800.5, 2]])",
    "points([[0, 9], [0, 1], [1000, 3]])", "points([[5, 1]])", "nvae", "{n_steps_kl_warmup: 400}",
  ]

  @Test func everyScheduleGivesTheSameTable() throws {
    try expectSameTables(
      Self.schedules.map { try ScheduleStudy(ScheduleInput($0, flags: scheduleFlags())) })
  }

  @Test func everyUnitGivesTheSameTable() throws {
    let units = [
      scheduleFlags(unit: .t, dimension: 37), scheduleFlags(unit: .flow, learningRate: 0.013),
      scheduleFlags(epochs: 40, unit: .epochs), scheduleFlags(rows: 999, batch: 10),
      scheduleFlags(steps: nil, epochs: 7, rows: 999, batch: 10, dropsLast: true, unit: .epochs),
    ]
    let texts = [
      "tanh(0.3)", "cyclical(3.3)", "staircase(0.1, 0.3, 0.7)", "points([[1, 0], [20, 2]])",
    ]
    try expectSameTables(
      units.flatMap { flags in
        try texts.map { try ScheduleStudy(ScheduleInput($0, flags: flags), stride: 7) }
      })
  }

  /// A training loop imports the function and nothing is printed.
  @Test func theFunctionCanBeImported() throws {
    try save(ScheduleStudy(ScheduleInput("linear(0.25)", flags: scheduleFlags(steps: 3))))
    let program = "from beta_schedule import beta; print(beta(2), beta(10**9))"
    let imported = try python(["-c", program], in: folder)
    #expect(imported.code == 0 && imported.output == "0.5 1.0\n", "\(imported.output)")
    let run = try python(["beta_schedule.py"], in: folder)
    #expect(run.code == 0 && run.output == "steps,beta\n0,0.0\n1,0.25\n2,0.5\n", "\(run.output)")
  }

  @Test func theModuleIsDocumented() throws {
    let study = try ScheduleStudy(ScheduleInput("tanh(0.002)", flags: scheduleFlags()))
    try save(study)
    let program = "import beta_schedule as b; print(b.__doc__); print(b.beta.__doc__)"
    let (code, output) = try python(["-c", program], in: folder)
    #expect(code == 0)
    for word in ["tanh(rate=0.002, max=1.0), times in steps", "MAX tanh(RATE t)", "counted from 0"]
    {
      #expect(output.contains(word), "\(output)")
    }
  }

  /// Millions of steps make no long program.
  @Test func theProgramIsAFormulaNotATable() throws {
    let study = try ScheduleStudy(
      ScheduleInput("cosine(1e9)", flags: scheduleFlags(steps: 1_000_000_000)))
    #expect(study.python.utf8.count < 1500)
  }
}
