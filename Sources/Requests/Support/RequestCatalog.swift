import Foundation
import LinearVAE
import NumericKit
import Storage

/// Every question there is, by the name of its command.
package enum RequestCatalog {
  package static let all: [any Request.Type] = [
    PlanRequest.self, TrainRequest.self, DiagnoseRequest.self, FlowRequest.self,
    SimulateRequest.self, CompareRequest.self, FixedPointsRequest.self, ThresholdRequest.self,
    FiniteDataRequest.self, PhaseRequest.self, BranchesRequest.self, EscapeRequest.self,
    AnnealRequest.self, ScheduleRequest.self, LossRequest.self,
  ]

  /// The kind of request of a command.
  package static func named(_ command: String) -> (any Request.Type)? {
    all.first { $0.command == command }
  }

  /// Answers a request in JSON.
  ///
  /// - Parameters:
  ///   - command: The name of the command: `fixed-points`.
  ///   - json: A mapping with keys of the request.
  ///   - inputs: Arrays in memory, and who hears of remarks.
  ///   - context: How the work is carried out.
  /// - Returns: The answer, of a kind that the caller need not know.
  /// - Throws: `InvalidProblem` for a command, key or value that is not allowed, else what the study
  ///   throws.
  package static func answer(
    _ command: String, json: Data, inputs: RequestInputs = RequestInputs(), _ context: RunContext
  ) throws -> Reply<any Sendable> {
    guard let type = named(command) else {
      throw InvalidProblem(
        "command", found: command,
        allowed: nearestAndOthers(to: command, among: all.map { $0.command }))
    }
    return try answer(type, json, inputs, context)
  }

  private static func answer<Question: Request>(
    _ type: Question.Type, _ json: Data, _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<any Sendable> {
    for name in inputs.arrays.keys.sorted() where !type.arrays.contains(name) {
      throw InvalidProblem(
        name, found: "an array in memory",
        allowed: type.arrays.isEmpty
          ? "none for \(type.command)" : nearestAndOthers(to: name, among: type.arrays))
    }
    return try type.init(json: json, arrays: Set(inputs.arrays.keys)).checked()
      .reply(inputs, context).erased
  }
}

extension Request {
  /// Reads a request; what is wrong is said with the value that was found.
  ///
  /// - Parameters:
  ///   - json: A mapping with keys of the request.
  ///   - arrays: The names of arrays in memory, each that of a key.
  /// - Throws: `InvalidProblem` with the key path.
  package init(json: Data, arrays: Set<String> = []) throws(InvalidProblem) {
    let decoder = JSONDecoder()
    if let key = CodingUserInfoKey.arrays { decoder.userInfo[key] = arrays }
    do {
      self = try decoder.decode(Self.self, from: json)
    } catch let error as InvalidProblem {
      guard error.found == InvalidProblem.otherKind,
        let tree = try? JSONDecoder().decode(ValueTree.self, from: json),
        let value = tree.value(at: error.keyPath.split(separator: "."))
      else { throw error }
      throw InvalidProblem(
        error.keyPath, found: value.inWords, allowed: error.allowed, advice: error.advice)
    } catch {
      throw InvalidProblem("", found: "what is no JSON", allowed: "a mapping in JSON")
    }
  }
}
