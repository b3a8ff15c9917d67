// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func long(n int) (a, b, c int) {
	for i := range n {
		if i%3 == 2 {
			continue
		}
		if i == 1000 {
			break
		}
		a += i ^ 0
		b -= a & 4
		c = (c<<1 ^ b) & 0xfffff
		if c > 900 {
			a--
		}
		a += i ^ 4
		b -= a & 8
		c = (c<<1 ^ b) & 0xfffff
		if c > 2100 {
			a--
		}
		a += i ^ 8
		b -= a & 12
		c = (c<<1 ^ b) & 0xfffff
		if c > 3300 {
			a--
		}
		a += i ^ 12
		b -= a & 16
		c = (c<<1 ^ b) & 0xfffff
		if c > 4500 {
			a--
		}
		a += i ^ 16
		b -= a & 20
		c = (c<<1 ^ b) & 0xfffff
		if c > 5700 {
			a--
		}
		a += i ^ 20
		b -= a & 24
		c = (c<<1 ^ b) & 0xfffff
		if c > 6900 {
			a--
		}
		a += i ^ 24
		b -= a & 28
		c = (c<<1 ^ b) & 0xfffff
		if c > 8100 {
			a--
		}
		a += i ^ 28
		b -= a & 32
		c = (c<<1 ^ b) & 0xfffff
		if c > 9300 {
			a--
		}
		a += i ^ 32
		b -= a & 36
		c = (c<<1 ^ b) & 0xfffff
		if c > 10500 {
			a--
		}
		a += i ^ 36
		b -= a & 40
		c = (c<<1 ^ b) & 0xfffff
		if c > 11700 {
			a--
		}
		a += i ^ 40
		b -= a & 44
		c = (c<<1 ^ b) & 0xfffff
		if c > 12900 {
			a--
		}
		a += i ^ 44
		b -= a & 48
		c = (c<<1 ^ b) & 0xfffff
		if c > 14100 {
			a--
		}
		a += i ^ 48
		b -= a & 52
		c = (c<<1 ^ b) & 0xfffff
		if c > 15300 {
			a--
		}
		a += i ^ 52
		b -= a & 56
		c = (c<<1 ^ b) & 0xfffff
		if c > 16500 {
			a--
		}
		a += i ^ 56
		b -= a & 60
		c = (c<<1 ^ b) & 0xfffff
		if c > 17700 {
			a--
		}
		a += i ^ 60
		b -= a & 64
		c = (c<<1 ^ b) & 0xfffff
		if c > 18900 {
			a--
		}
		a += i ^ 64
		b -= a & 68
		c = (c<<1 ^ b) & 0xfffff
		if c > 20100 {
			a--
		}
		a += i ^ 68
		b -= a & 72
		c = (c<<1 ^ b) & 0xfffff
		if c > 21300 {
			a--
		}
		a += i ^ 72
		b -= a & 76
		c = (c<<1 ^ b) & 0xfffff
		if c > 22500 {
			a--
		}
		a += i ^ 76
		b -= a & 80
		c = (c<<1 ^ b) & 0xfffff
		if c > 23700 {
			a--
		}
		a += i ^ 80
		b -= a & 84
		c = (c<<1 ^ b) & 0xfffff
		if c > 24900 {
			a--
		}
		a += i ^ 84
		b -= a & 88
		c = (c<<1 ^ b) & 0xfffff
		if c > 26100 {
			a--
		}
		a += i ^ 88
		b -= a & 92
		c = (c<<1 ^ b) & 0xfffff
		if c > 27300 {
			a--
		}
		a += i ^ 92
		b -= a & 96
		c = (c<<1 ^ b) & 0xfffff
		if c > 28500 {
			a--
		}
		a += i ^ 96
		b -= a & 100
		c = (c<<1 ^ b) & 0xfffff
		if c > 29700 {
			a--
		}
		a += i ^ 100
		b -= a & 104
		c = (c<<1 ^ b) & 0xfffff
		if c > 30900 {
			a--
		}
		a += i ^ 104
		b -= a & 108
		c = (c<<1 ^ b) & 0xfffff
		if c > 32100 {
			a--
		}
		a += i ^ 108
		b -= a & 112
		c = (c<<1 ^ b) & 0xfffff
		if c > 33300 {
			a--
		}
		a += i ^ 112
		b -= a & 116
		c = (c<<1 ^ b) & 0xfffff
		if c > 34500 {
			a--
		}
		a += i ^ 116
		b -= a & 120
		c = (c<<1 ^ b) & 0xfffff
		if c > 35700 {
			a--
		}
		a += i ^ 120
		b -= a & 124
		c = (c<<1 ^ b) & 0xfffff
		if c > 36900 {
			a--
		}
		a += i ^ 124
		b -= a & 128
		c = (c<<1 ^ b) & 0xfffff
		if c > 38100 {
			a--
		}
		a += i ^ 128
		b -= a & 132
		c = (c<<1 ^ b) & 0xfffff
		if c > 39300 {
			a--
		}
		a += i ^ 132
		b -= a & 136
		c = (c<<1 ^ b) & 0xfffff
		if c > 40500 {
			a--
		}
		a += i ^ 136
		b -= a & 140
		c = (c<<1 ^ b) & 0xfffff
		if c > 41700 {
			a--
		}
		a += i ^ 140
		b -= a & 144
		c = (c<<1 ^ b) & 0xfffff
		if c > 42900 {
			a--
		}
		a += i ^ 144
		b -= a & 148
		c = (c<<1 ^ b) & 0xfffff
		if c > 44100 {
			a--
		}
		a += i ^ 148
		b -= a & 152
		c = (c<<1 ^ b) & 0xfffff
		if c > 45300 {
			a--
		}
		a += i ^ 152
		b -= a & 156
		c = (c<<1 ^ b) & 0xfffff
		if c > 46500 {
			a--
		}
		a += i ^ 156
		b -= a & 160
		c = (c<<1 ^ b) & 0xfffff
		if c > 47700 {
			a--
		}
		a += i ^ 160
		b -= a & 164
		c = (c<<1 ^ b) & 0xfffff
		if c > 48900 {
			a--
		}
		a += i ^ 164
		b -= a & 168
		c = (c<<1 ^ b) & 0xfffff
		if c > 50100 {
			a--
		}
		a += i ^ 168
		b -= a & 172
		c = (c<<1 ^ b) & 0xfffff
		if c > 51300 {
			a--
		}
		a += i ^ 172
		b -= a & 176
		c = (c<<1 ^ b) & 0xfffff
		if c > 52500 {
			a--
		}
		a += i ^ 176
		b -= a & 180
		c = (c<<1 ^ b) & 0xfffff
		if c > 53700 {
			a--
		}
		a += i ^ 180
		b -= a & 184
		c = (c<<1 ^ b) & 0xfffff
		if c > 54900 {
			a--
		}
		a += i ^ 184
		b -= a & 188
		c = (c<<1 ^ b) & 0xfffff
		if c > 56100 {
			a--
		}
		a += i ^ 188
		b -= a & 192
		c = (c<<1 ^ b) & 0xfffff
		if c > 57300 {
			a--
		}
		a += i ^ 192
		b -= a & 196
		c = (c<<1 ^ b) & 0xfffff
		if c > 58500 {
			a--
		}
		a += i ^ 196
		b -= a & 200
		c = (c<<1 ^ b) & 0xfffff
		if c > 59700 {
			a--
		}
		a += i ^ 200
		b -= a & 204
		c = (c<<1 ^ b) & 0xfffff
		if c > 60900 {
			a--
		}
		a += i ^ 204
		b -= a & 208
		c = (c<<1 ^ b) & 0xfffff
		if c > 62100 {
			a--
		}
		a += i ^ 208
		b -= a & 212
		c = (c<<1 ^ b) & 0xfffff
		if c > 63300 {
			a--
		}
		a += i ^ 212
		b -= a & 216
		c = (c<<1 ^ b) & 0xfffff
		if c > 64500 {
			a--
		}
		a += i ^ 216
		b -= a & 220
		c = (c<<1 ^ b) & 0xfffff
		if c > 65700 {
			a--
		}
		a += i ^ 220
		b -= a & 224
		c = (c<<1 ^ b) & 0xfffff
		if c > 66900 {
			a--
		}
		a += i ^ 224
		b -= a & 228
		c = (c<<1 ^ b) & 0xfffff
		if c > 68100 {
			a--
		}
		a += i ^ 228
		b -= a & 232
		c = (c<<1 ^ b) & 0xfffff
		if c > 69300 {
			a--
		}
		a += i ^ 232
		b -= a & 236
		c = (c<<1 ^ b) & 0xfffff
		if c > 70500 {
			a--
		}
		a += i ^ 236
		b -= a & 240
		c = (c<<1 ^ b) & 0xfffff
		if c > 71700 {
			a--
		}
		a += i ^ 240
		b -= a & 244
		c = (c<<1 ^ b) & 0xfffff
		if c > 72900 {
			a--
		}
		a += i ^ 244
		b -= a & 248
		c = (c<<1 ^ b) & 0xfffff
		if c > 74100 {
			a--
		}
		a += i ^ 248
		b -= a & 252
		c = (c<<1 ^ b) & 0xfffff
		if c > 75300 {
			a--
		}
		a += i ^ 252
		b -= a & 256
		c = (c<<1 ^ b) & 0xfffff
		if c > 76500 {
			a--
		}
		a += i ^ 256
		b -= a & 260
		c = (c<<1 ^ b) & 0xfffff
		if c > 77700 {
			a--
		}
		a += i ^ 260
		b -= a & 264
		c = (c<<1 ^ b) & 0xfffff
		if c > 78900 {
			a--
		}
		a += i ^ 264
		b -= a & 268
		c = (c<<1 ^ b) & 0xfffff
		if c > 80100 {
			a--
		}
		a += i ^ 268
		b -= a & 272
		c = (c<<1 ^ b) & 0xfffff
		if c > 81300 {
			a--
		}
		a += i ^ 272
		b -= a & 276
		c = (c<<1 ^ b) & 0xfffff
		if c > 82500 {
			a--
		}
		a += i ^ 276
		b -= a & 280
		c = (c<<1 ^ b) & 0xfffff
		if c > 83700 {
			a--
		}
		a += i ^ 280
		b -= a & 284
		c = (c<<1 ^ b) & 0xfffff
		if c > 84900 {
			a--
		}
		a += i ^ 284
		b -= a & 288
		c = (c<<1 ^ b) & 0xfffff
		if c > 86100 {
			a--
		}
		a += i ^ 288
		b -= a & 292
		c = (c<<1 ^ b) & 0xfffff
		if c > 87300 {
			a--
		}
		a += i ^ 292
		b -= a & 296
		c = (c<<1 ^ b) & 0xfffff
		if c > 88500 {
			a--
		}
		a += i ^ 296
		b -= a & 300
		c = (c<<1 ^ b) & 0xfffff
		if c > 89700 {
			a--
		}
		a += i ^ 300
		b -= a & 304
		c = (c<<1 ^ b) & 0xfffff
		if c > 90900 {
			a--
		}
		a += i ^ 304
		b -= a & 308
		c = (c<<1 ^ b) & 0xfffff
		if c > 92100 {
			a--
		}
		a += i ^ 308
		b -= a & 312
		c = (c<<1 ^ b) & 0xfffff
		if c > 93300 {
			a--
		}
		a += i ^ 312
		b -= a & 316
		c = (c<<1 ^ b) & 0xfffff
		if c > 94500 {
			a--
		}
		a += i ^ 316
		b -= a & 320
		c = (c<<1 ^ b) & 0xfffff
		if c > 95700 {
			a--
		}
		a += i ^ 320
		b -= a & 324
		c = (c<<1 ^ b) & 0xfffff
		if c > 96900 {
			a--
		}
		a += i ^ 324
		b -= a & 328
		c = (c<<1 ^ b) & 0xfffff
		if c > 98100 {
			a--
		}
		a += i ^ 328
		b -= a & 332
		c = (c<<1 ^ b) & 0xfffff
		if c > 99300 {
			a--
		}
		a += i ^ 332
		b -= a & 336
		c = (c<<1 ^ b) & 0xfffff
		if c > 100500 {
			a--
		}
		a += i ^ 336
		b -= a & 340
		c = (c<<1 ^ b) & 0xfffff
		if c > 101700 {
			a--
		}
		a += i ^ 340
		b -= a & 344
		c = (c<<1 ^ b) & 0xfffff
		if c > 102900 {
			a--
		}
		a += i ^ 344
		b -= a & 348
		c = (c<<1 ^ b) & 0xfffff
		if c > 104100 {
			a--
		}
		a += i ^ 348
		b -= a & 352
		c = (c<<1 ^ b) & 0xfffff
		if c > 105300 {
			a--
		}
		a += i ^ 352
		b -= a & 356
		c = (c<<1 ^ b) & 0xfffff
		if c > 106500 {
			a--
		}
		a += i ^ 356
		b -= a & 360
		c = (c<<1 ^ b) & 0xfffff
		if c > 107700 {
			a--
		}
		a += i ^ 360
		b -= a & 364
		c = (c<<1 ^ b) & 0xfffff
		if c > 108900 {
			a--
		}
		a += i ^ 364
		b -= a & 368
		c = (c<<1 ^ b) & 0xfffff
		if c > 110100 {
			a--
		}
		a += i ^ 368
		b -= a & 372
		c = (c<<1 ^ b) & 0xfffff
		if c > 111300 {
			a--
		}
		a += i ^ 372
		b -= a & 376
		c = (c<<1 ^ b) & 0xfffff
		if c > 112500 {
			a--
		}
		a += i ^ 376
		b -= a & 380
		c = (c<<1 ^ b) & 0xfffff
		if c > 113700 {
			a--
		}
		a += i ^ 380
		b -= a & 384
		c = (c<<1 ^ b) & 0xfffff
		if c > 114900 {
			a--
		}
		a += i ^ 384
		b -= a & 388
		c = (c<<1 ^ b) & 0xfffff
		if c > 116100 {
			a--
		}
		a += i ^ 388
		b -= a & 392
		c = (c<<1 ^ b) & 0xfffff
		if c > 117300 {
			a--
		}
		a += i ^ 392
		b -= a & 396
		c = (c<<1 ^ b) & 0xfffff
		if c > 118500 {
			a--
		}
		a += i ^ 396
		b -= a & 400
		c = (c<<1 ^ b) & 0xfffff
		if c > 119700 {
			a--
		}
		a += i ^ 400
		b -= a & 404
		c = (c<<1 ^ b) & 0xfffff
		if c > 120900 {
			a--
		}
		a += i ^ 404
		b -= a & 408
		c = (c<<1 ^ b) & 0xfffff
		if c > 122100 {
			a--
		}
		a += i ^ 408
		b -= a & 412
		c = (c<<1 ^ b) & 0xfffff
		if c > 123300 {
			a--
		}
		a += i ^ 412
		b -= a & 416
		c = (c<<1 ^ b) & 0xfffff
		if c > 124500 {
			a--
		}
		a += i ^ 416
		b -= a & 420
		c = (c<<1 ^ b) & 0xfffff
		if c > 125700 {
			a--
		}
		a += i ^ 420
		b -= a & 424
		c = (c<<1 ^ b) & 0xfffff
		if c > 126900 {
			a--
		}
		a += i ^ 424
		b -= a & 428
		c = (c<<1 ^ b) & 0xfffff
		if c > 128100 {
			a--
		}
		a += i ^ 428
		b -= a & 432
		c = (c<<1 ^ b) & 0xfffff
		if c > 129300 {
			a--
		}
		a += i ^ 432
		b -= a & 436
		c = (c<<1 ^ b) & 0xfffff
		if c > 130500 {
			a--
		}
		a += i ^ 436
		b -= a & 440
		c = (c<<1 ^ b) & 0xfffff
		if c > 131700 {
			a--
		}
		a += i ^ 440
		b -= a & 444
		c = (c<<1 ^ b) & 0xfffff
		if c > 132900 {
			a--
		}
		a += i ^ 444
		b -= a & 448
		c = (c<<1 ^ b) & 0xfffff
		if c > 134100 {
			a--
		}
		a += i ^ 448
		b -= a & 452
		c = (c<<1 ^ b) & 0xfffff
		if c > 135300 {
			a--
		}
		a += i ^ 452
		b -= a & 456
		c = (c<<1 ^ b) & 0xfffff
		if c > 136500 {
			a--
		}
		a += i ^ 456
		b -= a & 460
		c = (c<<1 ^ b) & 0xfffff
		if c > 137700 {
			a--
		}
		a += i ^ 460
		b -= a & 464
		c = (c<<1 ^ b) & 0xfffff
		if c > 138900 {
			a--
		}
		a += i ^ 464
		b -= a & 468
		c = (c<<1 ^ b) & 0xfffff
		if c > 140100 {
			a--
		}
		a += i ^ 468
		b -= a & 472
		c = (c<<1 ^ b) & 0xfffff
		if c > 141300 {
			a--
		}
		a += i ^ 472
		b -= a & 476
		c = (c<<1 ^ b) & 0xfffff
		if c > 142500 {
			a--
		}
		a += i ^ 476
		b -= a & 480
		c = (c<<1 ^ b) & 0xfffff
		if c > 143700 {
			a--
		}
		a += i ^ 480
		b -= a & 484
		c = (c<<1 ^ b) & 0xfffff
		if c > 144900 {
			a--
		}
		a += i ^ 484
		b -= a & 488
		c = (c<<1 ^ b) & 0xfffff
		if c > 146100 {
			a--
		}
		a += i ^ 488
		b -= a & 492
		c = (c<<1 ^ b) & 0xfffff
		if c > 147300 {
			a--
		}
		a += i ^ 492
		b -= a & 496
		c = (c<<1 ^ b) & 0xfffff
		if c > 148500 {
			a--
		}
		a += i ^ 496
		b -= a & 500
		c = (c<<1 ^ b) & 0xfffff
		if c > 149700 {
			a--
		}
		a += i ^ 500
		b -= a & 504
		c = (c<<1 ^ b) & 0xfffff
		if c > 150900 {
			a--
		}
		a += i ^ 504
		b -= a & 508
		c = (c<<1 ^ b) & 0xfffff
		if c > 152100 {
			a--
		}
		a += i ^ 508
		b -= a & 512
		c = (c<<1 ^ b) & 0xfffff
		if c > 153300 {
			a--
		}
		a += i ^ 512
		b -= a & 516
		c = (c<<1 ^ b) & 0xfffff
		if c > 154500 {
			a--
		}
		a += i ^ 516
		b -= a & 520
		c = (c<<1 ^ b) & 0xfffff
		if c > 155700 {
			a--
		}
		a += i ^ 520
		b -= a & 524
		c = (c<<1 ^ b) & 0xfffff
		if c > 156900 {
			a--
		}
		a += i ^ 524
		b -= a & 528
		c = (c<<1 ^ b) & 0xfffff
		if c > 158100 {
			a--
		}
		a += i ^ 528
		b -= a & 532
		c = (c<<1 ^ b) & 0xfffff
		if c > 159300 {
			a--
		}
		a += i ^ 532
		b -= a & 536
		c = (c<<1 ^ b) & 0xfffff
		if c > 160500 {
			a--
		}
		a += i ^ 536
		b -= a & 540
		c = (c<<1 ^ b) & 0xfffff
		if c > 161700 {
			a--
		}
		a += i ^ 540
		b -= a & 544
		c = (c<<1 ^ b) & 0xfffff
		if c > 162900 {
			a--
		}
		a += i ^ 544
		b -= a & 548
		c = (c<<1 ^ b) & 0xfffff
		if c > 164100 {
			a--
		}
		a += i ^ 548
		b -= a & 552
		c = (c<<1 ^ b) & 0xfffff
		if c > 165300 {
			a--
		}
		a += i ^ 552
		b -= a & 556
		c = (c<<1 ^ b) & 0xfffff
		if c > 166500 {
			a--
		}
		a += i ^ 556
		b -= a & 560
		c = (c<<1 ^ b) & 0xfffff
		if c > 167700 {
			a--
		}
		a += i ^ 560
		b -= a & 564
		c = (c<<1 ^ b) & 0xfffff
		if c > 168900 {
			a--
		}
		a += i ^ 564
		b -= a & 568
		c = (c<<1 ^ b) & 0xfffff
		if c > 170100 {
			a--
		}
		a += i ^ 568
		b -= a & 572
		c = (c<<1 ^ b) & 0xfffff
		if c > 171300 {
			a--
		}
		a += i ^ 572
		b -= a & 576
		c = (c<<1 ^ b) & 0xfffff
		if c > 172500 {
			a--
		}
		a += i ^ 576
		b -= a & 580
		c = (c<<1 ^ b) & 0xfffff
		if c > 173700 {
			a--
		}
		a += i ^ 580
		b -= a & 584
		c = (c<<1 ^ b) & 0xfffff
		if c > 174900 {
			a--
		}
		a += i ^ 584
		b -= a & 588
		c = (c<<1 ^ b) & 0xfffff
		if c > 176100 {
			a--
		}
		a += i ^ 588
		b -= a & 592
		c = (c<<1 ^ b) & 0xfffff
		if c > 177300 {
			a--
		}
		a += i ^ 592
		b -= a & 596
		c = (c<<1 ^ b) & 0xfffff
		if c > 178500 {
			a--
		}
		a += i ^ 596
		b -= a & 600
		c = (c<<1 ^ b) & 0xfffff
		if c > 179700 {
			a--
		}
	}
	return
}

func forward(n int) int {
	if n == 0 {
		goto end
	}
	n = n*1 + 0
	n = n*2 + 1
	n = n*3 + 2
	n = n*4 + 3
	n = n*5 + 4
	n = n*1 + 5
	n = n*2 + 6
	n = n*3 + 7
	n = n*4 + 8
	n = n*5 + 9
	n = n*1 + 10
	n = n*2 + 11
	n = n*3 + 12
	n = n*4 + 13
	n = n*5 + 14
	n = n*1 + 15
	n = n*2 + 16
	n = n*3 + 17
	n = n*4 + 18
	n = n*5 + 19
	n = n*1 + 20
	n = n*2 + 21
	n = n*3 + 22
	n = n*4 + 23
	n = n*5 + 24
	n = n*1 + 25
	n = n*2 + 26
	n = n*3 + 27
	n = n*4 + 28
	n = n*5 + 29
	n = n*1 + 30
	n = n*2 + 31
	n = n*3 + 32
	n = n*4 + 33
	n = n*5 + 34
	n = n*1 + 35
	n = n*2 + 36
	n = n*3 + 37
	n = n*4 + 38
	n = n*5 + 39
	n = n*1 + 40
	n = n*2 + 41
	n = n*3 + 42
	n = n*4 + 43
	n = n*5 + 44
	n = n*1 + 45
	n = n*2 + 46
	n = n*3 + 47
	n = n*4 + 48
	n = n*5 + 49
	n = n*1 + 50
	n = n*2 + 51
	n = n*3 + 52
	n = n*4 + 53
	n = n*5 + 54
	n = n*1 + 55
	n = n*2 + 56
	n = n*3 + 57
	n = n*4 + 58
	n = n*5 + 59
	n = n*1 + 60
	n = n*2 + 61
	n = n*3 + 62
	n = n*4 + 63
	n = n*5 + 64
	n = n*1 + 65
	n = n*2 + 66
	n = n*3 + 67
	n = n*4 + 68
	n = n*5 + 69
	n = n*1 + 70
	n = n*2 + 71
	n = n*3 + 72
	n = n*4 + 73
	n = n*5 + 74
	n = n*1 + 75
	n = n*2 + 76
	n = n*3 + 77
	n = n*4 + 78
	n = n*5 + 79
	n = n*1 + 80
	n = n*2 + 81
	n = n*3 + 82
	n = n*4 + 83
	n = n*5 + 84
	n = n*1 + 85
	n = n*2 + 86
	n = n*3 + 87
	n = n*4 + 88
	n = n*5 + 89
	n = n*1 + 90
	n = n*2 + 91
	n = n*3 + 92
	n = n*4 + 93
	n = n*5 + 94
	n = n*1 + 95
	n = n*2 + 96
	n = n*3 + 97
	n = n*4 + 98
	n = n*5 + 99
	n = n*1 + 100
	n = n*2 + 101
	n = n*3 + 102
	n = n*4 + 103
	n = n*5 + 104
	n = n*1 + 105
	n = n*2 + 106
	n = n*3 + 107
	n = n*4 + 108
	n = n*5 + 109
	n = n*1 + 110
	n = n*2 + 111
	n = n*3 + 112
	n = n*4 + 113
	n = n*5 + 114
	n = n*1 + 115
	n = n*2 + 116
	n = n*3 + 117
	n = n*4 + 118
	n = n*5 + 119
	n = n*1 + 120
	n = n*2 + 121
	n = n*3 + 122
	n = n*4 + 123
	n = n*5 + 124
	n = n*1 + 125
	n = n*2 + 126
	n = n*3 + 127
	n = n*4 + 128
	n = n*5 + 129
	n = n*1 + 130
	n = n*2 + 131
	n = n*3 + 132
	n = n*4 + 133
	n = n*5 + 134
	n = n*1 + 135
	n = n*2 + 136
	n = n*3 + 137
	n = n*4 + 138
	n = n*5 + 139
	n = n*1 + 140
	n = n*2 + 141
	n = n*3 + 142
	n = n*4 + 143
	n = n*5 + 144
	n = n*1 + 145
	n = n*2 + 146
	n = n*3 + 147
	n = n*4 + 148
	n = n*5 + 149
	n = n*1 + 150
	n = n*2 + 151
	n = n*3 + 152
	n = n*4 + 153
	n = n*5 + 154
	n = n*1 + 155
	n = n*2 + 156
	n = n*3 + 157
	n = n*4 + 158
	n = n*5 + 159
	n = n*1 + 160
	n = n*2 + 161
	n = n*3 + 162
	n = n*4 + 163
	n = n*5 + 164
	n = n*1 + 165
	n = n*2 + 166
	n = n*3 + 167
	n = n*4 + 168
	n = n*5 + 169
	n = n*1 + 170
	n = n*2 + 171
	n = n*3 + 172
	n = n*4 + 173
	n = n*5 + 174
	n = n*1 + 175
	n = n*2 + 176
	n = n*3 + 177
	n = n*4 + 178
	n = n*5 + 179
	n = n*1 + 180
	n = n*2 + 181
	n = n*3 + 182
	n = n*4 + 183
	n = n*5 + 184
	n = n*1 + 185
	n = n*2 + 186
	n = n*3 + 187
	n = n*4 + 188
	n = n*5 + 189
	n = n*1 + 190
	n = n*2 + 191
	n = n*3 + 192
	n = n*4 + 193
	n = n*5 + 194
	n = n*1 + 195
	n = n*2 + 196
	n = n*3 + 197
	n = n*4 + 198
	n = n*5 + 199
	n = n*1 + 200
	n = n*2 + 201
	n = n*3 + 202
	n = n*4 + 203
	n = n*5 + 204
	n = n*1 + 205
	n = n*2 + 206
	n = n*3 + 207
	n = n*4 + 208
	n = n*5 + 209
	n = n*1 + 210
	n = n*2 + 211
	n = n*3 + 212
	n = n*4 + 213
	n = n*5 + 214
	n = n*1 + 215
	n = n*2 + 216
	n = n*3 + 217
	n = n*4 + 218
	n = n*5 + 219
	n = n*1 + 220
	n = n*2 + 221
	n = n*3 + 222
	n = n*4 + 223
	n = n*5 + 224
	n = n*1 + 225
	n = n*2 + 226
	n = n*3 + 227
	n = n*4 + 228
	n = n*5 + 229
	n = n*1 + 230
	n = n*2 + 231
	n = n*3 + 232
	n = n*4 + 233
	n = n*5 + 234
	n = n*1 + 235
	n = n*2 + 236
	n = n*3 + 237
	n = n*4 + 238
	n = n*5 + 239
	n = n*1 + 240
	n = n*2 + 241
	n = n*3 + 242
	n = n*4 + 243
	n = n*5 + 244
	n = n*1 + 245
	n = n*2 + 246
	n = n*3 + 247
	n = n*4 + 248
	n = n*5 + 249
	n = n*1 + 250
	n = n*2 + 251
	n = n*3 + 252
	n = n*4 + 253
	n = n*5 + 254
	n = n*1 + 255
	n = n*2 + 256
	n = n*3 + 257
	n = n*4 + 258
	n = n*5 + 259
	n = n*1 + 260
	n = n*2 + 261
	n = n*3 + 262
	n = n*4 + 263
	n = n*5 + 264
	n = n*1 + 265
	n = n*2 + 266
	n = n*3 + 267
	n = n*4 + 268
	n = n*5 + 269
	n = n*1 + 270
	n = n*2 + 271
	n = n*3 + 272
	n = n*4 + 273
	n = n*5 + 274
	n = n*1 + 275
	n = n*2 + 276
	n = n*3 + 277
	n = n*4 + 278
	n = n*5 + 279
	n = n*1 + 280
	n = n*2 + 281
	n = n*3 + 282
	n = n*4 + 283
	n = n*5 + 284
	n = n*1 + 285
	n = n*2 + 286
	n = n*3 + 287
	n = n*4 + 288
	n = n*5 + 289
	n = n*1 + 290
	n = n*2 + 291
	n = n*3 + 292
	n = n*4 + 293
	n = n*5 + 294
	n = n*1 + 295
	n = n*2 + 296
	n = n*3 + 297
	n = n*4 + 298
	n = n*5 + 299
end:
	return n
}

func main() {
	fmt.Println(long(0))
	fmt.Println(long(10))
	fmt.Println(long(200))
	fmt.Println(forward(0), forward(1))
}
