import Foundation
import LinearVAE
import ProblemFiles
import Spectra
import Storage
import Studies

/// Something that reads what users give: it may refuse any input, but only with its own error, and what
/// it accepts must be sound. Anything else ends the process.
struct Reader: Sendable {
  let name: String
  let read: @Sendable (UnsafeRawBufferPointer) -> Void

  /// To fuzz another reader, add it here, and a folder with seeds to `Corpus`.
  static let all = [
    Reader(name: "csv", read: readTable),
    Reader(name: "npy", read: readTable),
    Reader(name: "idx", read: readTable),
    Reader(name: "npz", read: readArchive),
    Reader(name: "options", read: readWithOptions),
    Reader(name: "problem", read: readProblem),
    Reader(name: "loss", read: readLoss),
    Reader(name: "schedule", read: readSchedule),
  ]
}

/// A data file: which kind it is, the content says.
@Sendable private func readTable(_ bytes: UnsafeRawBufferPointer) {
  readTable(bytes, ReadingOptions())
}

/// A data file behind eight bytes that choose how it is read.
@Sendable private func readWithOptions(_ bytes: UnsafeRawBufferPointer) {
  guard bytes.count >= 8 else { return }
  let dice = Array(bytes.prefix(8))
  func pick<Value>(_ values: [Value?], _ die: Int) -> Value? {
    values[Int(dice[die]) % values.count]
  }
  let rows = 1 + Int(dice[4] >> 4)
  let options = ReadingOptions(
    key: pick([nil, nil, "x", "arr_0"], 0), window: pick([nil, nil, nil, 1, 2, 3, 50], 1),
    stride: pick([nil, nil, nil, 2], 2), isTransposed: dice[3] % 3 == 1,
    columns: pick([nil, nil, nil, "1", "a,2:", ":2"], 5), drop: pick([nil, nil, nil, "1", "b"], 6),
    rows: dice[4] % 3 == 1 ? rows...(rows + Int(dice[4] & 15)) : nil,
    delimiter: pick([nil, nil, nil, .tab, .blanks, .comma, .semicolon], 7),
    decimal: pick([nil, nil, .comma], 0), missing: pick([nil, .drop, .mean], 7),
    scale: pick([nil, nil, 255, 1e-300], 2))
  readTable(UnsafeRawBufferPointer(rebasing: bytes[8...]), options)
}

/// A table holds what it says, and what is said of it are sentences.
private func readTable(_ bytes: UnsafeRawBufferPointer, _ options: ReadingOptions) {
  ScratchFile.shared.replace(with: bytes)
  do {
    let table = try DataTable(contentsOf: ScratchFile.shared.path, reading: options)
    precondition(table.rows > 0 && table.columns > 0, "an empty table")
    var rows = 0
    try table.forEachBlock(ofRows: 7) { block in
      precondition(block.values.allSatisfy(\.isFinite), "a value that is not finite")
      precondition(block.values.count % table.columns == 0, "a row that is not whole")
      rows += block.values.count / table.columns
    }
    precondition(rows == table.rows, "\(rows) rows, not \(table.rows)")
    precondition(table.columnNames.map { $0.count == table.columns } ?? true, "names")
    for remark in try table.remarks() {
      precondition((1...2000).contains("\(remark)".count), "\(remark)")
    }
  } catch {
    expectSentence(error)
  }
}

/// An archive, of which every array is asked for.
@Sendable private func readArchive(_ bytes: UnsafeRawBufferPointer) {
  ScratchFile.shared.replace(with: bytes)
  do {
    let file = try NPZFile(contentsOf: ScratchFile.shared.path)
    for description in file.arrays {
      do {
        let array = try file.array(description.name)
        let count = description.shape.reduce(1, *)
        precondition((array.texts?.count ?? array.values.count) == count, "not its shape")
      } catch { expectSentence(error) }
    }
  } catch {
    expectSentence(error)
  }
  // As a data set it has one array, or must say which it has.
  readTable(bytes, ReadingOptions())
}

/// A problem file, which must read back from what is written of it.
@Sendable private func readProblem(_ bytes: UnsafeRawBufferPointer) {
  do {
    let file = try ProblemFile(yaml: String(decoding: bytes, as: UTF8.self))
    let written = file.specification.yaml()
    let again = try? ProblemFile(yaml: written)
    precondition(again?.specification == file.specification, "not read back from \(written)")
  } catch {
    expectSentence(error)
  }
}

@Sendable private func readLoss(_ bytes: UnsafeRawBufferPointer) {
  do {
    let text = String(decoding: bytes, as: UTF8.self)
    let loss = try LossConvention(text, dimension: 12, latents: 3)
    let factors = [loss.level, loss.beta, loss.writtenKLWeight, loss.learningRateFactor ?? 1]
    precondition(factors.allSatisfy { $0 > 0 && $0.isFinite }, "\(factors) of \(text)")
  } catch {
    expectSentence(error)
  }
}

/// A schedule as `--schedule` takes it, with `β` at every step and as Python.
@Sendable private func readSchedule(_ bytes: UnsafeRawBufferPointer) {
  let text = String(decoding: bytes, as: UTF8.self)
  // The text may be the path of a file, and only the fuzzer's own should be read.
  guard !text.contains("/"), !FileManager.default.fileExists(atPath: text) else { return }
  do {
    var flags = ScheduleInput.Flags()
    (flags.length.steps, flags.length.epochs) = (100, 10)
    let input = try ScheduleInput(text, flags: flags)
    let study = try ScheduleStudy(input.schedule, clock: input.clock, length: input.length)
    for step in try study.rows() {
      precondition(study.beta(atStep: step).isFinite, "β at step \(step) of \(text)")
    }
    _ = study.python
    _ = study.ramp
  } catch {
    expectSentence(error)
  }
}

/// That an error is one for users: not empty, and not a copy of the input.
private func expectSentence(_ error: any Error) {
  let text = "\(error)"
  precondition((1...2000).contains(text.count), "a message of \(text.count) characters")
  precondition(
    error is DataFileError || error is ProblemFileError || error is LossConventionError
      || error is InvalidProblem, "an error for no user: \(text)")
}
