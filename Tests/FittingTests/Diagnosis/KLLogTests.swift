import Fitting
import Storage
import Testing
import TestSupport

@Suite("Log of KL")
struct KLLogTests {
  private func log(_ text: String, latents: Int? = nil) throws -> KLLog {
    let file = try TemporaryFile(text)
    return try KLLog(DataTable(contentsOf: file.path), latents: latents)
  }

  @Test("columns are known by their headings")
  func headings() throws {
    let log = try log(
      "loss,step,kl_0,kl_1,kl_total,beta\n9,0,0.1,0,0.1,0\n8,100,0.2,0.3,0.5,1\n7,200,0.2,0.4,0.6,1\n"
    )
    #expect(log.steps == [0, 100, 200] && log.unit == "step")
    #expect(log.kl == [[0.1, 0.2, 0.2], [0, 0.3, 0.4]] && !log.isTotal)
    #expect(log.weights == [0, 1, 1] && log.settledRow == 1)
    #expect(log.last == [0.2, 0.4])
  }

  @Test("without headings the first column counts steps if one more than latents is there")
  func plain() throws {
    let log = try log("0,0.1,0.2\n10,0.2,0.3\n", latents: 2)
    #expect(log.steps == [0, 10] && log.kl.count == 2)
    let rows = try self.log("0.1,0.2\n0.2,0.1\n", latents: 2)
    #expect(rows.steps == [0, 1] && rows.unit == "row" && rows.kl[1] == [0.2, 0.1])
  }

  @Test("the total alone")
  func total() throws {
    let log = try log("epoch,kl\n1,0.1\n2,0.4\n", latents: 8)
    #expect(log.isTotal && log.unit == "epoch" && log.total == [0.1, 0.4])
  }

  @Test(
    "what is no log is refused, and says where",
    arguments: [
      ("step,kl_0\n0,1\n", "one row"), ("step,kl_0\n0,1\n1,-2\n", "row 2"),
      ("step,kl_0\n5,1\n4,2\n", "does not come after"),
      (
        "step,kl_0,kl_1,kl_2\n0,1,1,1\n1,1,1,1\n",
        "found 3 columns of KL, expected one for each of the 2"
      ),
    ])
  func errors(text: String, message: String) throws {
    let error = #expect(throws: DataFileError.self) { try log(text, latents: 2) }
    #expect("\(try #require(error))".contains(message))
  }

  @Test("whether anything has moved")
  func constant() throws {
    #expect(try log("step,kl_0\n0,0.5\n1,0.5\n2,0.5001\n").isConstant)
    #expect(try !log("step,kl_0\n0,0.5\n1,0.5\n2,0.51\n").isConstant)
  }
}
