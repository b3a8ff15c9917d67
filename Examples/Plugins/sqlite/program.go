// SPDX-License-Identifier: Apache-2.0

// Inserts, a join, values of every kind, and errors.
package main

import (
	"fmt"
	"os"
	"sqlite"
)

type (
	colour int8
	name   string
	flag   bool
	weight float32
	blob   []byte
)

func check(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func main() {
	db, err := sqlite.Open(":memory:")
	check(err)
	check(db.Exec("create table person (id integer primary key, name text)"))
	check(db.Exec("create table visit (person integer, minutes real)"))
	check(db.Exec("begin"))
	person, err := db.Prepare("insert into person (id, name) values (?, ?)")
	check(err)
	visit, err := db.Prepare("insert into visit values (?, ?)")
	check(err)
	for i := 0; i < 2000; i++ {
		check(person.Bind(i, fmt.Sprint("person ", i)))
		_, err := person.Next()
		check(err)
		for j := 0; j < 3; j++ {
			check(visit.Bind(i, float64(i)+float64(j)/2))
			_, err := visit.Next()
			check(err)
		}
	}
	check(db.Exec("commit"))

	rows, err := db.Query(
		"select name, count(*) as visits, sum(minutes) as minutes from person join visit on visit.person = person.id "+
			"where id >= ? group by id order by id desc limit 3", 100)
	check(err)
	fmt.Println(rows.Columns())
	for {
		more, err := rows.Next()
		check(err)
		if !more {
			break
		}
		fmt.Println(rows.Row()...)
	}

	values, err := db.Query("select ?, ?, ?, ?, ?", nil, int64(1)<<62, 0.5, "ä\x00b", []byte{0, 255})
	check(err)
	_, err = values.Next()
	check(err)
	fmt.Printf("%q %v\n", values.Row()[3], values.Row())

	values, err = db.Query("select ?, ?, ?, ?, ?, ?, ? -- and nothing\n; /* else */ ;", colour(-3), name("n"), flag(true),
		weight(0.25), blob("b"), uint(7), uint64(1)<<63-1)
	check(err)
	_, err = values.Next()
	check(err)
	fmt.Printf("%q %v\n", values.Row()[1], values.Row())
	fmt.Println(db.Exec("select ?", uint64(1)<<63))

	check(db.Exec("create table once (x)"))
	once, err := db.Prepare("insert into once values (1)")
	check(err)
	for i := 0; i < 3; i++ {
		fmt.Println(once.Next())
	}
	count, err := db.Query("select count(*) from once")
	check(err)
	fmt.Println(count.Next())
	fmt.Println(count.Row())
	fmt.Println(count.Next())
	fmt.Println(count.Next())

	for _, sql := range []string{"selekt 1", "select 1; select 2", "select 1; -- c\n x", "", "-- none", "select 1\x00", "insert into person values (1, 'again')"} {
		fmt.Println(db.Exec(sql))
	}
	fmt.Println(db.Exec("select ?"))
	fmt.Println(db.Exec("select ?", struct{}{}))
	for _, path := range []string{"/no/such/directory/x.db", "a\x00b"} {
		_, err = sqlite.Open(path)
		fmt.Println(err)
	}
	check(db.Exec("delete from visit where person < 10"))
	fmt.Println(db.Changes(), db.Close(), db.Close())
	defer func() { fmt.Println("recovered:", recover()) }()
	db.Changes()
}
