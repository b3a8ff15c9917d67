// SPDX-License-Identifier: Apache-2.0
//
// Pending.swift — what is being written; goes away with the next commits.

import Source
import Syntax

extension Checker {
  func expression(_ operand: inout Operand, _ expr: NodeID<Expr>) { preconditionFailure() }
  func assign(_ operand: inout Operand, to: TypeID, _ what: String) { preconditionFailure() }
  func initialize(_ variables: [ObjectID], _ values: [NodeID<Expr>], hasType: Bool) { preconditionFailure() }
  func checkValidity(of named: NamedID) { preconditionFailure() }
  func completeInstances(of named: NamedID) { preconditionFailure() }
  func declareTypeParameters(_ list: NodeList<Field>) -> [TypeID] { preconditionFailure() }
  func genericReceiver(_ f: FunctionID, _ g: NodeID<Expr>, _ names: [NodeID<Expr>], _ base: NodeID<Expr>) -> TypeID {
    preconditionFailure()
  }
  func instantiatedType(_ e: NodeID<Expr>, _ base: NodeID<Expr>, _ arguments: [NodeID<Expr>]) -> TypeID {
    preconditionFailure()
  }
  func selector(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ name: NodeID<Expr>, wantType: Bool
  ) { preconditionFailure() }
  func use(_ expr: NodeID<Expr>) { preconditionFailure() }
  func convertUntyped(_ operand: inout Operand, to: TypeID) { preconditionFailure() }
  func isGenericFunction(_ operand: Operand) -> Bool { preconditionFailure() }
  func checkFunctionBody(_ function: FunctionID, _ body: NodeID<Stmt>) { preconditionFailure() }
  func orderInitialization(_ package: Package) { preconditionFailure() }
  func initializers(reaching objects: [ObjectID]) -> [Initializer] { preconditionFailure() }
  func assignable(_ operand: Operand, to target: TypeID) -> String? { preconditionFailure() }
  func convertible(_ type: TypeID, to target: TypeID) -> Bool { preconditionFailure() }
  func satisfies(_ type: TypeID, interface: Interface) -> Bool { preconditionFailure() }
  func substitute(_ type: TypeID, _ parameters: [TypeID], _ arguments: [TypeID]) -> TypeID { preconditionFailure() }
}
