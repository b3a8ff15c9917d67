// SPDX-License-Identifier: Apache-2.0

// Package sqlite opens SQLite databases. Values are nil, int64, float64, string and []byte; for parameters every integer,
// float32 and bool are taken as well.
package sqlite

import (
	"errors"
	"fmt"
	"loam/plugin"
)

// A DB is a connection to a database. Several goroutines may use it.
type DB struct{ db *plugin.Resource }

// A Stmt is a prepared statement: one goroutine at a time.
type Stmt struct {
	db   *DB
	stmt *plugin.Resource
}

// Open opens a database, and makes one that is not there. ":memory:" is one in memory.
func Open(path string) (*DB, error) {
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
	stmt, problem := prepare(db.db, sql)
	if problem != "" {
		return nil, errors.New("sqlite: " + problem)
	}
	return &Stmt{db, plugin.Own(stmt)}, nil
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
	for i, value := range values {
		problem := ""
		switch v := value.(type) {
		case nil:
		case int:
			problem = bindInt(s.stmt, i+1, int64(v))
		case int64:
			problem = bindInt(s.stmt, i+1, v)
		case int32:
			problem = bindInt(s.stmt, i+1, int64(v))
		case int16:
			problem = bindInt(s.stmt, i+1, int64(v))
		case int8:
			problem = bindInt(s.stmt, i+1, int64(v))
		case uint32:
			problem = bindInt(s.stmt, i+1, int64(v))
		case uint16:
			problem = bindInt(s.stmt, i+1, int64(v))
		case uint8:
			problem = bindInt(s.stmt, i+1, int64(v))
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			problem = bindInt(s.stmt, i+1, n)
		case float64:
			problem = bindFloat(s.stmt, i+1, v)
		case float32:
			problem = bindFloat(s.stmt, i+1, float64(v))
		case string:
			problem = bindText(s.stmt, i+1, v)
		case []byte:
			problem = bindBytes(s.stmt, i+1, v)
		default:
			problem = fmt.Sprintf("a %T is no value", v)
		}
		if problem != "" {
			return fmt.Errorf("sqlite: parameter %d: %s", i+1, problem)
		}
	}
	return nil
}

// Next goes to the next row; false: there is none.
func (s *Stmt) Next() (bool, error) {
	row, problem := step(s.stmt)
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
