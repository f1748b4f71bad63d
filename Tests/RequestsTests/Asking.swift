import Foundation
import NumericKit
import Requests
import Storage

/// A request in JSON, as a door without flags puts it.
func ask(
  _ command: String, _ json: String, arrays: [String: BorrowedArray] = [:],
  hearing remarks: Remarks = Remarks()
) throws -> Reply<any Sendable> {
  try RequestCatalog.answer(
    command, json: Data(json.utf8), inputs: RequestInputs(arrays: arrays) { remarks.add($0) },
    RunContext())
}

/// Two columns with variances 4 and 1 and no correlation.
func squareTable() throws -> BorrowedArray {
  try BorrowedArray([2, 1, -2, 1, 2, -1, -2, -1], columns: 2, named: "data")
}
