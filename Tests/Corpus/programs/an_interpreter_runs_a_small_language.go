// run
// stress: movestack=3 gcstress=7
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

type token struct{ kind, text string }

func scan(src string) (out []token, err error) {
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t':
			i++
		case c >= '0' && c <= '9':
			j := i
			for j < len(src) && src[j] >= '0' && src[j] <= '9' {
				j++
			}
			out = append(out, token{"number", src[i:j]})
			i = j
		case c >= 'a' && c <= 'z':
			j := i
			for j < len(src) && (src[j] >= 'a' && src[j] <= 'z' || src[j] == '_') {
				j++
			}
			out = append(out, token{"name", src[i:j]})
			i = j
		case strings.ContainsRune("(){}+-*/%<>=!,;", rune(c)):
			n := 1
			if i+1 < len(src) && src[i+1] == '=' && strings.ContainsRune("<>=!", rune(c)) {
				n = 2
			}
			out = append(out, token{src[i : i+n], src[i : i+n]})
			i += n
		default:
			return nil, fmt.Errorf("offset %d: unexpected %q", i, c)
		}
	}
	return append(out, token{"end", ""}), nil
}

type environment struct {
	vars  map[string]value
	outer *environment
}

type value any
type function struct {
	params []string
	body   node
	env    *environment
}

type node interface{ eval(*environment) value }
type (
	number int
	name   string
	assign struct {
		name  string
		value node
	}
	declare struct {
		name  string
		value node
	}
	binary struct {
		op          string
		left, right node
	}
	call struct {
		f    node
		args []node
	}
	lambda struct {
		params []string
		body   node
	}
	block []node
	cond  struct{ test, yes, no node }
	while struct{ test, body node }
)

var errType = errors.New("wrong type")

func (e *environment) find(n string) *environment {
	for ; e != nil; e = e.outer {
		if _, ok := e.vars[n]; ok {
			return e
		}
	}
	panic(fmt.Errorf("undefined: %s", n))
}

func toInt(v value) int {
	if n, ok := v.(int); ok {
		return n
	}
	panic(fmt.Errorf("%w: %T is not a number", errType, v))
}

func (n number) eval(*environment) value { return int(n) }
func (n name) eval(e *environment) value { return e.find(string(n)).vars[string(n)] }
func (a assign) eval(e *environment) value {
	v := a.value.eval(e)
	e.find(a.name).vars[a.name] = v
	return v
}
func (d declare) eval(e *environment) value {
	v := d.value.eval(e)
	e.vars[d.name] = v
	return v
}
func (b binary) eval(e *environment) value {
	l, r := toInt(b.left.eval(e)), toInt(b.right.eval(e))
	truth := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	switch b.op {
	case "+":
		return l + r
	case "-":
		return l - r
	case "*":
		return l * r
	case "/":
		return l / r
	case "%":
		return l % r
	case "<":
		return truth(l < r)
	case "==":
		return truth(l == r)
	}
	panic("unknown operator " + b.op)
}
func (c call) eval(e *environment) value {
	f, ok := c.f.eval(e).(*function)
	if !ok {
		panic(fmt.Errorf("%w: not a function", errType))
	}
	local := &environment{map[string]value{}, f.env}
	for i, p := range f.params {
		local.vars[p] = c.args[i].eval(e)
	}
	return f.body.eval(local)
}
func (l lambda) eval(e *environment) value { return &function{l.params, l.body, e} }
func (b block) eval(e *environment) (v value) {
	for _, n := range b {
		v = n.eval(e)
	}
	return
}
func (c cond) eval(e *environment) value {
	if toInt(c.test.eval(e)) != 0 {
		return c.yes.eval(e)
	}
	if c.no != nil {
		return c.no.eval(e)
	}
	return 0
}
func (w while) eval(e *environment) (v value) {
	for toInt(w.test.eval(e)) != 0 {
		v = w.body.eval(e)
	}
	return
}

type parser struct {
	tokens []token
	at     int
}

func (p *parser) peek() string { return p.tokens[p.at].kind }
func (p *parser) next() token  { p.at++; return p.tokens[p.at-1] }
func (p *parser) take(kind string) bool {
	if p.peek() == kind {
		p.at++
		return true
	}
	return false
}
func (p *parser) expect(kind string) token {
	if p.peek() != kind {
		panic(fmt.Errorf("expected %s, found %q", kind, p.tokens[p.at].text))
	}
	return p.next()
}

var levels = [][]string{{"<", "=="}, {"+", "-"}, {"*", "/", "%"}}

func (p *parser) binary(level int) node {
	if level == len(levels) {
		return p.postfix()
	}
	left := p.binary(level + 1)
again:
	for _, op := range levels[level] {
		if p.take(op) {
			left = binary{op, left, p.binary(level + 1)}
			goto again
		}
	}
	return left
}

func (p *parser) postfix() node {
	n := p.primary()
	for p.take("(") {
		var args []node
		for !p.take(")") {
			args = append(args, p.expression())
			p.take(",")
		}
		n = call{n, args}
	}
	return n
}

func (p *parser) primary() node {
	switch t := p.next(); t.kind {
	case "number":
		n, _ := strconv.Atoi(t.text)
		return number(n)
	case "(":
		n := p.expression()
		p.expect(")")
		return n
	case "name":
		if t.text == "fn" {
			var params []string
			p.expect("(")
			for !p.take(")") {
				params = append(params, p.expect("name").text)
				p.take(",")
			}
			return lambda{params, p.block()}
		}
		return name(t.text)
	default:
		panic(fmt.Errorf("unexpected %q", t.text))
	}
}

func (p *parser) block() node {
	p.expect("{")
	var b block
	for !p.take("}") {
		b = append(b, p.expression())
		p.take(";")
	}
	return b
}

func (p *parser) expression() node {
	if p.peek() == "name" {
		switch word := p.tokens[p.at].text; word {
		case "let":
			p.next()
			n := p.expect("name").text
			p.expect("=")
			return declare{n, p.expression()}
		case "if":
			p.next()
			c := cond{test: p.expression(), yes: p.block()}
			if p.peek() == "name" && p.tokens[p.at].text == "else" {
				p.next()
				c.no = p.block()
			}
			return c
		case "while":
			p.next()
			return while{p.expression(), p.block()}
		default:
			if p.tokens[p.at+1].kind == "=" {
				p.at += 2
				return assign{word, p.expression()}
			}
		}
	}
	return p.binary(0)
}

func run(src string) (v value, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = fmt.Errorf("run: %w", r)
		default:
			err = fmt.Errorf("run: %v", r)
		}
	}()
	tokens, err := scan(src)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	var program block
	for !p.take("end") {
		program = append(program, p.expression())
		p.take(";")
	}
	return program.eval(&environment{vars: map[string]value{}}), nil
}

func main() {
	for _, src := range []string{
		"1 + 2 * 3 - 4 / 2",
		"let fib = fn(n) { if n < 2 { n } else { fib(n-1) + fib(n-2) } }; fib(12)",
		"let i = 0; let s = 0; while i < 10 { i = i + 1; s = s + i * i }; s",
		"let counter = fn() { let n = 0; fn() { n = n + 1 } }; let a = counter(); let b = counter(); a(); a(); b(); a() * 10 + b()",
		"let compose = fn(f, g) { fn(x) { f(g(x)) } }; compose(fn(x) { x * 2 }, fn(x) { x + 1 })(5)",
		"let gcd = fn(a, b) { if b == 0 { a } else { gcd(b, a % b) } }; gcd(1071, 462)",
		"let deep = fn(n) { if n == 0 { 0 } else { 1 + deep(n - 1) } }; deep(100)",
		"1 / 0",
		"x + 1",
		"5(1)",
		"let f = fn(x) { x }; f + 1",
		"(1 + ",
		"1 $ 2",
	} {
		v, err := run(src)
		fmt.Println(v, err, errors.Is(err, errType))
	}
}
