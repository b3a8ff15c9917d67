// SPDX-License-Identifier: Apache-2.0
//
// Pending.swift — what is being written; goes away with the next commits.

import Source
import Syntax

extension Checker {
  func isGenericFunction(_ operand: Operand) -> Bool { false }
  func instantiateFunction(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ arguments: [NodeID<Expr>]
  ) { preconditionFailure() }
  func inferCall(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ callee: NodeID<Expr>, _ signature: Signature,
    _ values: inout [Operand], spread: Bool
  ) -> Signature? { preconditionFailure() }
}
