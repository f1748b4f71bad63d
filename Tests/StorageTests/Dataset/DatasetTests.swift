import Foundation
import Storage
import Testing

/// One result, three formats: what JSON, CSV and NPZ have is the same.
@Suite("Results and their formats")
struct DatasetTests {
  private func json(_ data: Dataset) throws -> String {
    String(decoding: try JSONDocument.data(of: data), as: UTF8.self)
      .trimmingCharacters(in: .newlines)
  }

  /// Two rows of two latents with a number that is missing and one that is infinite.
  private var example: Dataset {
    var data = Dataset(rows: "time")
    data.add("times", .numbers([0, 0.5]), "", over: "time")
    data.add(
      "Q", .numbers([1, 2, .nan, .infinity]), "", at: "states[].Q", shape: [2, 1, 2], over: "time",
      "latent", "other latent")
    data.add("D", .whole([3, 4]), "", at: "states[].D", shape: [2, 1], over: "time", "latent")
    data.add("kind", .texts(["a", nil]), "", over: "time")
    data.add("done", .flags([true, false]), "", at: "by.time.done", over: "time")
    data.add("steps", .whole([7]), "", at: "solver.steps")
    data.note("problem", ["noise": 1], "")
    return data
  }

  @Test("JSON follows the paths; what is missing is null")
  func paths() throws {
    #expect(
      try json(example)
        == #"{"by":{"time":{"done":[true,false]}},"kind":["a",null],"problem":{"noise":1},"#
        + #""solver":{"steps":7},"states":[{"D":[3],"Q":[[1,2]]},{"D":[4],"Q":[[null,null]]}],"#
        + #""times":[0,0.5]}"#)
  }

  @Test("CSV has a row per entry of the axis, indices from 0; what is missing is empty")
  func rows() {
    #expect(example.table.csv == "times,Q_0_0,Q_0_1,D_0,kind,done\n0,1,2,3,a,1\n0.5,,,4,,0\n")
  }

  @Test("NPZ has every field in its shape; what is missing is not a number")
  func arrays() {
    let entries = example.archive.entries
    #expect(entries.map(\.name) == ["times", "Q", "D", "kind", "done", "steps"])
    #expect(entries.map(\.shape) == [[2], [2, 1, 2], [2, 1], [2], [2], [1]])
    #expect(entries[1].values.prefix(2) == [1, 2] && entries[1].values[2...].allSatisfy(\.isNaN))
    #expect(entries[3].texts == ["a", ""])
  }

  @Test("a grid has a row per point, its axes repeated")
  func grids() throws {
    var data = Dataset(rows: "y", "x")
    data.add("a", .numbers([1, 2]), "", at: "x.values", over: "x")
    data.add("b", .numbers([5, 6, 7]), "", at: "y.values", over: "y")
    data.add("c", .whole([1, 2, 3, 4, 5, 6]), "", shape: [3, 2], over: "y", "x")
    #expect(data.table.csv == "a,b,c\n1,5,1\n2,5,2\n1,6,3\n2,6,4\n1,7,5\n2,7,6\n")
    #expect(
      try json(data)
        == #"{"c":[[1,2],[3,4],[5,6]],"x":{"values":[1,2]},"y":{"values":[5,6,7]}}"#)
  }

  @Test("an axis can fall into parts of different lengths, and its entries have names")
  func parts() throws {
    var data = Dataset(rows: "point")
    data.labels["end"] = ["lower", "upper"]
    data.add(
      "p", .whole([1, 2, 3]), "", at: "branches[].points.p", parts: [1, 0, 2], over: "point")
    data.add(
      "bracket", .whole([1, 2, 3, 4, 5, 6]), "", at: "branches[].points.q[].r", shape: [3, 2],
      parts: [1, 0, 2], over: "point", "end")
    data.add("name", .texts(["u", "v", "w"]), "", at: "branches[].name", over: "branch")
    #expect(
      try json(data)
        == #"{"branches":[{"name":"u","points":{"p":[1],"q":[{"r":[1,2]}]}},"#
        + #"{"name":"v","points":{"p":[],"q":[]}},"#
        + #"{"name":"w","points":{"p":[2,3],"q":[{"r":[3,4]},{"r":[5,6]}]}}]}"#)
    #expect(data.table.csv == "p,bracket_lower,bracket_upper\n1,1,2\n2,3,4\n3,5,6\n")
  }

  @Test("a curve of each row is in JSON and NPZ, not in columns")
  func longAxes() throws {
    var data = Dataset(rows: "latent")
    data.longAxes = ["time"]
    data.add("kl", .numbers([1, 2]), "", over: "latent")
    data.add("curve", .whole([1, 2, 3, 4, 5, 6]), "", shape: [2, 3], over: "latent", "time")
    #expect(data.table.csv == "kl\n1\n2\n")
    #expect(data.archive.entries.map(\.shape) == [[2], [2, 3]])
    #expect(try json(data) == #"{"curve":[[1,2,3],[4,5,6]],"kl":[1,2]}"#)
  }

  @Test("a result within another keeps its paths below a key; without rows there is one row")
  func nested() throws {
    var inner = Dataset()
    inner.add("a", .whole([1]), "")
    inner.add("b", .numbers([.nan]), "")
    #expect(inner.table.csv == "a,b\n1,\n")
    var outer = Dataset()
    outer.add(inner, prefix: "in_", below: "inner") { $0.name == "a" }
    outer.note("chance", inner, "")
    #expect(try json(outer) == #"{"chance":{"a":1,"b":null},"inner":{"a":1,"b":null}}"#)
    #expect(outer.archive.entries.map(\.name) == ["in_a"])
  }
}
