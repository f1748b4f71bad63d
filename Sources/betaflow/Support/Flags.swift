import ArgumentParser
import LinearVAE

/// Checks of what flags say. Messages name the flag, which libraries do not know.
extension ParsableArguments {
  /// Refuses a number outside a range; one that was not given is in it.
  func check<Number: Comparable>(
    _ flag: String, _ value: Number?, in range: ClosedRange<Number>
  ) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError(
      "\(flag) must be from \(range.lowerBound) to \(range.upperBound), not \(value).")
  }

  func check(_ flag: String, _ value: Int?, in range: PartialRangeFrom<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError("\(flag) must be at least \(range.lowerBound), not \(value).")
  }

  func checkPositive(_ flag: String, _ value: Double?) throws {
    guard let value, !(value > 0 && value.isFinite) else { return }
    throw ValidationError("\(flag) must be a number > 0, not \(value).")
  }

  /// Reads what a flag says, and puts its name before what is wrong with that.
  func reading<Value>(_ flag: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw ValidationError("\(flag) \(error)") }
  }

  /// Runs what may find a number impossible that a flag has given, and names the flag in its place;
  /// `names` are those of the numbers in the library, which the flags are named like.
  func namingFlags<Value>(_ names: String..., body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as InvalidProblem where names.contains(error.keyPath) {
      let name = error.keyPath == "standardized" ? "standardize" : error.keyPath
      throw error.at("--" + name.replacing("_", with: "-"))
    }
  }
}
