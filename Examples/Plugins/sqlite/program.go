// SPDX-License-Identifier: Apache-2.0

// Inserts, a join, values of every kind, and errors.
package main

import (
	"fmt"
	"os"
	"sqlite"
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

	for _, sql := range []string{"selekt 1", "select 1; select 2", "", "insert into person values (1, 'again')"} {
		fmt.Println(db.Exec(sql))
	}
	fmt.Println(db.Exec("select ?"))
	fmt.Println(db.Exec("select ?", struct{}{}))
	_, err = sqlite.Open("/no/such/directory/x.db")
	fmt.Println(err)
	check(db.Exec("delete from visit where person < 10"))
	fmt.Println(db.Changes(), db.Close(), db.Close())
	defer func() { fmt.Println("recovered:", recover()) }()
	db.Changes()
}
