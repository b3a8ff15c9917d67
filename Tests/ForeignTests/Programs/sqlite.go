// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo LDFLAGS: -lsqlite3
#include <sqlite3.h>
#include <stdlib.h>
extern int goRow(void *, int, char **, char **);
extern void goFunc(sqlite3_context *, int, sqlite3_value **);
typedef void (*sqlfunc)(sqlite3_context *, int, sqlite3_value **);
typedef int (*rowfunc)(void *, int, char **, char **);
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"unsafe"
)

//export goRow
func goRow(user unsafe.Pointer, n C.int, values, names **C.char) C.int {
	h := *(*cgo.Handle)(user)
	rows := h.Value().(*[]string)
	vs := unsafe.Slice(values, n)
	ns := unsafe.Slice(names, n)
	s := ""
	for i := range vs {
		s += C.GoString(ns[i]) + "=" + C.GoString(vs[i]) + " "
	}
	*rows = append(*rows, s)
	return 0
}

//export goFunc
func goFunc(ctx *C.sqlite3_context, n C.int, args **C.sqlite3_value) {
	a := unsafe.Slice(args, n)
	C.sqlite3_result_int64(ctx, C.sqlite3_value_int64(a[0])*3)
}

type DB struct{ p *C.sqlite3 }

func Open(name string) (*DB, error) {
	var db DB
	cs := C.CString(name)
	defer C.free(unsafe.Pointer(cs))
	if rc := C.sqlite3_open(cs, &db.p); rc != C.SQLITE_OK {
		return nil, fmt.Errorf("open: %s", C.GoString(C.sqlite3_errstr(rc)))
	}
	return &db, nil
}

func (db *DB) Exec(q string) ([]string, error) {
	cs := C.CString(q)
	defer C.free(unsafe.Pointer(cs))
	var rows []string
	h := (*cgo.Handle)(C.malloc(C.size_t(unsafe.Sizeof(cgo.Handle(0)))))
	*h = cgo.NewHandle(&rows)
	defer C.free(unsafe.Pointer(h))
	defer h.Delete()
	var msg *C.char
	if rc := C.sqlite3_exec(db.p, cs, (C.rowfunc)(C.goRow), unsafe.Pointer(h), &msg); rc != C.SQLITE_OK {
		defer C.sqlite3_free(unsafe.Pointer(msg))
		return nil, fmt.Errorf("%d: %s", int(rc), C.GoString(msg))
	}
	return rows, nil
}

func main() {
	db, err := Open(":memory:")
	if err != nil {
		panic(err)
	}
	defer C.sqlite3_close(db.p)
	name := C.CString("triple")
	C.sqlite3_create_function(db.p, name, 1, C.SQLITE_UTF8, nil, (*[0]byte)(C.goFunc), nil, nil)
	fmt.Println(db.Exec("create table t (x int, y text); insert into t values (1, 'a'), (2, 'b')"))
	fmt.Println(db.Exec("select triple(x) as z, y from t order by x"))
	fmt.Println(db.Exec("select nothing"))
	var st *C.sqlite3_stmt
	q := C.CString("select x, y, 2.5 from t where x = ?")
	fmt.Println(C.sqlite3_prepare_v2(db.p, q, -1, &st, nil), C.sqlite3_bind_int(st, 1, 2))
	for C.sqlite3_step(st) == C.SQLITE_ROW {
		text := (*C.char)(unsafe.Pointer(C.sqlite3_column_text(st, 1)))
		fmt.Println(C.sqlite3_column_int(st, 0), C.GoString(text), C.sqlite3_column_double(st, 2), C.sqlite3_column_count(st))
	}
	C.sqlite3_finalize(st)
	_, err = Open("/no/such/dir/x.db")
	fmt.Println(err)
}
