// SPDX-License-Identifier: Apache-2.0

// Package sqlite opens SQLite databases. Values are nil, int64, float64, string and []byte; for parameters all integers,
// float32 and bool are taken as well, and types that are made of any of these.
package sqlite

import (
	"errors"
	"fmt"
	"internal/value" // Loam's library has no reflect; plugins may import what is internal to it
	"loam/plugin"
	"math"
	"strings"
)

// A DB is a connection to a database. Several goroutines may use it.
type DB struct{ db *plugin.Resource }

// A Stmt is a prepared statement: one goroutine at a time.
type Stmt struct {
	db     *DB
	stmt   *plugin.Resource
	isOver bool // there are no more rows, until Bind
}

// Open opens a database, and makes one that is not there. ":memory:" is one in memory.
func Open(path string) (*DB, error) {
	if strings.IndexByte(path, 0) >= 0 {
		return nil, fmt.Errorf("sqlite: %q: there is a NUL in the path", path)
	}
	db, problem := open(path)
	if problem != "" {
		return nil, errors.New("sqlite: " + path + ": " + problem)
	}
	return &DB{plugin.Own(db)}, nil
}

// Close ends the connection as soon as its statements are closed.
func (db *DB) Close() bool { return db.db.Close() }

// Prepare compiles one statement.
func (db *DB) Prepare(sql string) (*Stmt, error) {
	if strings.IndexByte(sql, 0) >= 0 {
		return nil, errors.New("sqlite: there is a NUL in the statement")
	}
	stmt, problem := prepare(db.db, sql)
	if problem != "" {
		return nil, errors.New("sqlite: " + problem)
	}
	return &Stmt{db: db, stmt: plugin.Own(stmt)}, nil
}

// Exec runs one statement, with values for its parameters, to its end.
func (db *DB) Exec(sql string, values ...any) error {
	s, err := db.Query(sql, values...)
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		more, err := s.Next()
		if err != nil || !more {
			return err
		}
	}
}

// Query prepares a statement and gives its parameters values; Next has its first row.
func (db *DB) Query(sql string, values ...any) (*Stmt, error) {
	s, err := db.Prepare(sql)
	if err != nil {
		return nil, err
	}
	if err := s.Bind(values...); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Changes is how many rows the last statement changed.
func (db *DB) Changes() int { return changes(db.db) }

// Bind begins the statement anew with these values for its parameters.
func (s *Stmt) Bind(values ...any) error {
	if n := reset(s.stmt); n != len(values) {
		return fmt.Errorf("sqlite: %d parameters, %d values", n, len(values))
	}
	s.isOver = false
	for i, x := range values {
		if problem := s.bind(i+1, x); problem != "" {
			return fmt.Errorf("sqlite: parameter %d: %s", i+1, problem)
		}
	}
	return nil
}

func (s *Stmt) bind(i int, x any) string {
	switch v := value.Of(x); v.Kind() {
	case value.Invalid:
		return ""
	case value.Int, value.Int8, value.Int16, value.Int32, value.Int64:
		return bindInt(s.stmt, i, v.Int())
	case value.Uint, value.Uint8, value.Uint16, value.Uint32, value.Uint64, value.Uintptr:
		if v.Uint() > math.MaxInt64 {
			return fmt.Sprintf("%d is too large: SQLite's integers have 64 bits with a sign", v.Uint())
		}
		return bindInt(s.stmt, i, int64(v.Uint()))
	case value.Bool:
		n := int64(0)
		if v.Bool() {
			n = 1
		}
		return bindInt(s.stmt, i, n)
	case value.Float32, value.Float64:
		return bindFloat(s.stmt, i, v.Float())
	case value.String:
		return bindText(s.stmt, i, v.String())
	case value.Slice:
		if v.Type().Elem().Kind() == value.Uint8 {
			return bindBytes(s.stmt, i, v.Bytes())
		}
	}
	return fmt.Sprintf("a %T is no value", x)
}

// Next goes to the next row, for which the statement runs on; false: there is none. Then it is over, until Bind.
func (s *Stmt) Next() (bool, error) {
	if s.isOver {
		return false, nil
	}
	row, problem := step(s.stmt)
	s.isOver = !row
	if problem != "" {
		return false, errors.New("sqlite: " + problem)
	}
	return row, nil
}

// Columns are the names of the columns.
func (s *Stmt) Columns() []string {
	names := make([]string, columns(s.stmt))
	for i := range names {
		names[i] = columnName(s.stmt, i)
	}
	return names
}

// Row is the row that Next went to.
func (s *Stmt) Row() []any {
	row := make([]any, columns(s.stmt))
	for i := range row {
		switch columnType(s.stmt, i) {
		case 1:
			row[i] = columnInt(s.stmt, i)
		case 2:
			row[i] = columnFloat(s.stmt, i)
		case 3:
			row[i] = columnText(s.stmt, i)
		case 4:
			row[i] = []byte(columnText(s.stmt, i))
		}
	}
	return row
}

// Close ends the statement.
func (s *Stmt) Close() bool { return s.stmt.Close() }

// Bodies in sqlite.c. What they are given, C may look at while other goroutines run: nothing is //go:noescape.

func open(path string) (*plugin.Resource, string)
func prepare(db *plugin.Resource, sql string) (*plugin.Resource, string)
func changes(db *plugin.Resource) int
func reset(stmt *plugin.Resource) int
func step(stmt *plugin.Resource) (bool, string)
func bindInt(stmt *plugin.Resource, i int, v int64) string
func bindFloat(stmt *plugin.Resource, i int, v float64) string
func bindText(stmt *plugin.Resource, i int, v string) string
func bindBytes(stmt *plugin.Resource, i int, v []byte) string
func columns(stmt *plugin.Resource) int
func columnName(stmt *plugin.Resource, i int) string
func columnType(stmt *plugin.Resource, i int) int
func columnInt(stmt *plugin.Resource, i int) int64
func columnFloat(stmt *plugin.Resource, i int) float64
func columnText(stmt *plugin.Resource, i int) string
