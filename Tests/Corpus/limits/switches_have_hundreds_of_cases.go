// run
// stress: movestack=101 gcstress=23
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func number(n int) int {
	switch n {
	case -1000:
		return 0
	case -999:
		return 1
	case -996:
		return 2
	case -991:
		return 3
	case -984:
		return 4
	case -975:
		return 5
	case -964:
		return 6
	case -951:
		return 7
	case -936:
		return 8
	case -919:
		return 9
	case -900:
		return 10
	case -879:
		return 11
	case -856:
		return 12
	case -831:
		return 13
	case -804:
		return 14
	case -775:
		return 15
	case -744:
		return 16
	case -711:
		return 17
	case -676:
		return 18
	case -639:
		return 19
	case -600:
		return 20
	case -559:
		return 21
	case -516:
		return 22
	case -471:
		return 23
	case -424:
		return 24
	case -375:
		return 25
	case -324:
		return 26
	case -271:
		return 27
	case -216:
		return 28
	case -159:
		return 29
	case -100:
		return 30
	case -39:
		return 31
	case 24:
		return 32
	case 89:
		return 33
	case 156:
		return 34
	case 225:
		return 35
	case 296:
		return 36
	case 369:
		return 37
	case 444:
		return 38
	case 521:
		return 39
	case 600:
		return 40
	case 681:
		return 41
	case 764:
		return 42
	case 849:
		return 43
	case 936:
		return 44
	case 1025:
		return 45
	case 1116:
		return 46
	case 1209:
		return 47
	case 1304:
		return 48
	case 1401:
		return 49
	case 1500:
		return 50
	case 1601:
		return 51
	case 1704:
		return 52
	case 1809:
		return 53
	case 1916:
		return 54
	case 2025:
		return 55
	case 2136:
		return 56
	case 2249:
		return 57
	case 2364:
		return 58
	case 2481:
		return 59
	case 2600:
		return 60
	case 2721:
		return 61
	case 2844:
		return 62
	case 2969:
		return 63
	case 3096:
		return 64
	case 3225:
		return 65
	case 3356:
		return 66
	case 3489:
		return 67
	case 3624:
		return 68
	case 3761:
		return 69
	case 3900:
		return 70
	case 4041:
		return 71
	case 4184:
		return 72
	case 4329:
		return 73
	case 4476:
		return 74
	case 4625:
		return 75
	case 4776:
		return 76
	case 4929:
		return 77
	case 5084:
		return 78
	case 5241:
		return 79
	case 5400:
		return 80
	case 5561:
		return 81
	case 5724:
		return 82
	case 5889:
		return 83
	case 6056:
		return 84
	case 6225:
		return 85
	case 6396:
		return 86
	case 6569:
		return 87
	case 6744:
		return 88
	case 6921:
		return 89
	case 7100:
		return 90
	case 7281:
		return 91
	case 7464:
		return 92
	case 7649:
		return 93
	case 7836:
		return 94
	case 8025:
		return 95
	case 8216:
		return 96
	case 8409:
		return 97
	case 8604:
		return 98
	case 8801:
		return 99
	case 9000:
		return 100
	case 9201:
		return 101
	case 9404:
		return 102
	case 9609:
		return 103
	case 9816:
		return 104
	case 10025:
		return 105
	case 10236:
		return 106
	case 10449:
		return 107
	case 10664:
		return 108
	case 10881:
		return 109
	case 11100:
		return 110
	case 11321:
		return 111
	case 11544:
		return 112
	case 11769:
		return 113
	case 11996:
		return 114
	case 12225:
		return 115
	case 12456:
		return 116
	case 12689:
		return 117
	case 12924:
		return 118
	case 13161:
		return 119
	case 13400:
		return 120
	case 13641:
		return 121
	case 13884:
		return 122
	case 14129:
		return 123
	case 14376:
		return 124
	case 14625:
		return 125
	case 14876:
		return 126
	case 15129:
		return 127
	case 15384:
		return 128
	case 15641:
		return 129
	case 15900:
		return 130
	case 16161:
		return 131
	case 16424:
		return 132
	case 16689:
		return 133
	case 16956:
		return 134
	case 17225:
		return 135
	case 17496:
		return 136
	case 17769:
		return 137
	case 18044:
		return 138
	case 18321:
		return 139
	case 18600:
		return 140
	case 18881:
		return 141
	case 19164:
		return 142
	case 19449:
		return 143
	case 19736:
		return 144
	case 20025:
		return 145
	case 20316:
		return 146
	case 20609:
		return 147
	case 20904:
		return 148
	case 21201:
		return 149
	case 21500:
		return 150
	case 21801:
		return 151
	case 22104:
		return 152
	case 22409:
		return 153
	case 22716:
		return 154
	case 23025:
		return 155
	case 23336:
		return 156
	case 23649:
		return 157
	case 23964:
		return 158
	case 24281:
		return 159
	case 24600:
		return 160
	case 24921:
		return 161
	case 25244:
		return 162
	case 25569:
		return 163
	case 25896:
		return 164
	case 26225:
		return 165
	case 26556:
		return 166
	case 26889:
		return 167
	case 27224:
		return 168
	case 27561:
		return 169
	case 27900:
		return 170
	case 28241:
		return 171
	case 28584:
		return 172
	case 28929:
		return 173
	case 29276:
		return 174
	case 29625:
		return 175
	case 29976:
		return 176
	case 30329:
		return 177
	case 30684:
		return 178
	case 31041:
		return 179
	case 31400:
		return 180
	case 31761:
		return 181
	case 32124:
		return 182
	case 32489:
		return 183
	case 32856:
		return 184
	case 33225:
		return 185
	case 33596:
		return 186
	case 33969:
		return 187
	case 34344:
		return 188
	case 34721:
		return 189
	case 35100:
		return 190
	case 35481:
		return 191
	case 35864:
		return 192
	case 36249:
		return 193
	case 36636:
		return 194
	case 37025:
		return 195
	case 37416:
		return 196
	case 37809:
		return 197
	case 38204:
		return 198
	case 38601:
		return 199
	case 39000:
		return 200
	case 39401:
		return 201
	case 39804:
		return 202
	case 40209:
		return 203
	case 40616:
		return 204
	case 41025:
		return 205
	case 41436:
		return 206
	case 41849:
		return 207
	case 42264:
		return 208
	case 42681:
		return 209
	case 43100:
		return 210
	case 43521:
		return 211
	case 43944:
		return 212
	case 44369:
		return 213
	case 44796:
		return 214
	case 45225:
		return 215
	case 45656:
		return 216
	case 46089:
		return 217
	case 46524:
		return 218
	case 46961:
		return 219
	case 47400:
		return 220
	case 47841:
		return 221
	case 48284:
		return 222
	case 48729:
		return 223
	case 49176:
		return 224
	case 49625:
		return 225
	case 50076:
		return 226
	case 50529:
		return 227
	case 50984:
		return 228
	case 51441:
		return 229
	case 51900:
		return 230
	case 52361:
		return 231
	case 52824:
		return 232
	case 53289:
		return 233
	case 53756:
		return 234
	case 54225:
		return 235
	case 54696:
		return 236
	case 55169:
		return 237
	case 55644:
		return 238
	case 56121:
		return 239
	case 56600:
		return 240
	case 57081:
		return 241
	case 57564:
		return 242
	case 58049:
		return 243
	case 58536:
		return 244
	case 59025:
		return 245
	case 59516:
		return 246
	case 60009:
		return 247
	case 60504:
		return 248
	case 61001:
		return 249
	case 61500:
		return 250
	case 62001:
		return 251
	case 62504:
		return 252
	case 63009:
		return 253
	case 63516:
		return 254
	case 64025:
		return 255
	case 64536:
		return 256
	case 65049:
		return 257
	case 65564:
		return 258
	case 66081:
		return 259
	case 66600:
		return 260
	case 67121:
		return 261
	case 67644:
		return 262
	case 68169:
		return 263
	case 68696:
		return 264
	case 69225:
		return 265
	case 69756:
		return 266
	case 70289:
		return 267
	case 70824:
		return 268
	case 71361:
		return 269
	case 71900:
		return 270
	case 72441:
		return 271
	case 72984:
		return 272
	case 73529:
		return 273
	case 74076:
		return 274
	case 74625:
		return 275
	case 75176:
		return 276
	case 75729:
		return 277
	case 76284:
		return 278
	case 76841:
		return 279
	case 77400:
		return 280
	case 77961:
		return 281
	case 78524:
		return 282
	case 79089:
		return 283
	case 79656:
		return 284
	case 80225:
		return 285
	case 80796:
		return 286
	case 81369:
		return 287
	case 81944:
		return 288
	case 82521:
		return 289
	case 83100:
		return 290
	case 83681:
		return 291
	case 84264:
		return 292
	case 84849:
		return 293
	case 85436:
		return 294
	case 86025:
		return 295
	case 86616:
		return 296
	case 87209:
		return 297
	case 87804:
		return 298
	case 88401:
		return 299
	default:
		return -1
	}
}

func word(s string) int {
	switch s {
	case "word0":
		return 0
	case "word7":
		return 1
	case "word14":
		return 2
	case "word21":
		return 3
	case "word28":
		return 4
	case "word35":
		return 5
	case "word42":
		return 6
	case "word49":
		return 7
	case "word56":
		return 8
	case "word63":
		return 9
	case "word70":
		return 10
	case "word77":
		return 11
	case "word84":
		return 12
	case "word91":
		return 13
	case "word98":
		return 14
	case "word105":
		return 15
	case "word112":
		return 16
	case "word119":
		return 17
	case "word126":
		return 18
	case "word133":
		return 19
	case "word140":
		return 20
	case "word147":
		return 21
	case "word154":
		return 22
	case "word161":
		return 23
	case "word168":
		return 24
	case "word175":
		return 25
	case "word182":
		return 26
	case "word189":
		return 27
	case "word196":
		return 28
	case "word203":
		return 29
	case "word210":
		return 30
	case "word217":
		return 31
	case "word224":
		return 32
	case "word231":
		return 33
	case "word238":
		return 34
	case "word245":
		return 35
	case "word252":
		return 36
	case "word259":
		return 37
	case "word266":
		return 38
	case "word273":
		return 39
	case "word280":
		return 40
	case "word287":
		return 41
	case "word294":
		return 42
	case "word301":
		return 43
	case "word308":
		return 44
	case "word315":
		return 45
	case "word322":
		return 46
	case "word329":
		return 47
	case "word336":
		return 48
	case "word343":
		return 49
	case "word350":
		return 50
	case "word357":
		return 51
	case "word364":
		return 52
	case "word371":
		return 53
	case "word378":
		return 54
	case "word385":
		return 55
	case "word392":
		return 56
	case "word399":
		return 57
	case "word406":
		return 58
	case "word413":
		return 59
	case "word420":
		return 60
	case "word427":
		return 61
	case "word434":
		return 62
	case "word441":
		return 63
	case "word448":
		return 64
	case "word455":
		return 65
	case "word462":
		return 66
	case "word469":
		return 67
	case "word476":
		return 68
	case "word483":
		return 69
	case "word490":
		return 70
	case "word497":
		return 71
	case "word504":
		return 72
	case "word511":
		return 73
	case "word518":
		return 74
	case "word525":
		return 75
	case "word532":
		return 76
	case "word539":
		return 77
	case "word546":
		return 78
	case "word553":
		return 79
	case "word560":
		return 80
	case "word567":
		return 81
	case "word574":
		return 82
	case "word581":
		return 83
	case "word588":
		return 84
	case "word595":
		return 85
	case "word602":
		return 86
	case "word609":
		return 87
	case "word616":
		return 88
	case "word623":
		return 89
	case "word630":
		return 90
	case "word637":
		return 91
	case "word644":
		return 92
	case "word651":
		return 93
	case "word658":
		return 94
	case "word665":
		return 95
	case "word672":
		return 96
	case "word679":
		return 97
	case "word686":
		return 98
	case "word693":
		return 99
	case "word700":
		return 100
	case "word707":
		return 101
	case "word714":
		return 102
	case "word721":
		return 103
	case "word728":
		return 104
	case "word735":
		return 105
	case "word742":
		return 106
	case "word749":
		return 107
	case "word756":
		return 108
	case "word763":
		return 109
	case "word770":
		return 110
	case "word777":
		return 111
	case "word784":
		return 112
	case "word791":
		return 113
	case "word798":
		return 114
	case "word805":
		return 115
	case "word812":
		return 116
	case "word819":
		return 117
	case "word826":
		return 118
	case "word833":
		return 119
	case "word840":
		return 120
	case "word847":
		return 121
	case "word854":
		return 122
	case "word861":
		return 123
	case "word868":
		return 124
	case "word875":
		return 125
	case "word882":
		return 126
	case "word889":
		return 127
	case "word896":
		return 128
	case "word903":
		return 129
	case "word910":
		return 130
	case "word917":
		return 131
	case "word924":
		return 132
	case "word931":
		return 133
	case "word938":
		return 134
	case "word945":
		return 135
	case "word952":
		return 136
	case "word959":
		return 137
	case "word966":
		return 138
	case "word973":
		return 139
	case "word980":
		return 140
	case "word987":
		return 141
	case "word994":
		return 142
	case "word1001":
		return 143
	case "word1008":
		return 144
	case "word1015":
		return 145
	case "word1022":
		return 146
	case "word1029":
		return 147
	case "word1036":
		return 148
	case "word1043":
		return 149
	case "word1050":
		return 150
	case "word1057":
		return 151
	case "word1064":
		return 152
	case "word1071":
		return 153
	case "word1078":
		return 154
	case "word1085":
		return 155
	case "word1092":
		return 156
	case "word1099":
		return 157
	case "word1106":
		return 158
	case "word1113":
		return 159
	case "word1120":
		return 160
	case "word1127":
		return 161
	case "word1134":
		return 162
	case "word1141":
		return 163
	case "word1148":
		return 164
	case "word1155":
		return 165
	case "word1162":
		return 166
	case "word1169":
		return 167
	case "word1176":
		return 168
	case "word1183":
		return 169
	case "word1190":
		return 170
	case "word1197":
		return 171
	case "word1204":
		return 172
	case "word1211":
		return 173
	case "word1218":
		return 174
	case "word1225":
		return 175
	case "word1232":
		return 176
	case "word1239":
		return 177
	case "word1246":
		return 178
	case "word1253":
		return 179
	case "word1260":
		return 180
	case "word1267":
		return 181
	case "word1274":
		return 182
	case "word1281":
		return 183
	case "word1288":
		return 184
	case "word1295":
		return 185
	case "word1302":
		return 186
	case "word1309":
		return 187
	case "word1316":
		return 188
	case "word1323":
		return 189
	case "word1330":
		return 190
	case "word1337":
		return 191
	case "word1344":
		return 192
	case "word1351":
		return 193
	case "word1358":
		return 194
	case "word1365":
		return 195
	case "word1372":
		return 196
	case "word1379":
		return 197
	case "word1386":
		return 198
	case "word1393":
		return 199
	}
	return -1
}

func chain(n int) (steps int) {
	switch n {
	case 0:
		steps++
		fallthrough
	case 1:
		steps++
		fallthrough
	case 2:
		steps++
		fallthrough
	case 3:
		steps++
		fallthrough
	case 4:
		steps++
		fallthrough
	case 5:
		steps++
		fallthrough
	case 6:
		steps++
		fallthrough
	case 7:
		steps++
		fallthrough
	case 8:
		steps++
		fallthrough
	case 9:
		steps++
		fallthrough
	case 10:
		steps++
		fallthrough
	case 11:
		steps++
		fallthrough
	case 12:
		steps++
		fallthrough
	case 13:
		steps++
		fallthrough
	case 14:
		steps++
		fallthrough
	case 15:
		steps++
		fallthrough
	case 16:
		steps++
		fallthrough
	case 17:
		steps++
		fallthrough
	case 18:
		steps++
		fallthrough
	case 19:
		steps++
		fallthrough
	case 20:
		steps++
		fallthrough
	case 21:
		steps++
		fallthrough
	case 22:
		steps++
		fallthrough
	case 23:
		steps++
		fallthrough
	case 24:
		steps++
		fallthrough
	case 25:
		steps++
		fallthrough
	case 26:
		steps++
		fallthrough
	case 27:
		steps++
		fallthrough
	case 28:
		steps++
		fallthrough
	case 29:
		steps++
		fallthrough
	case 30:
		steps++
		fallthrough
	case 31:
		steps++
		fallthrough
	case 32:
		steps++
		fallthrough
	case 33:
		steps++
		fallthrough
	case 34:
		steps++
		fallthrough
	case 35:
		steps++
		fallthrough
	case 36:
		steps++
		fallthrough
	case 37:
		steps++
		fallthrough
	case 38:
		steps++
		fallthrough
	case 39:
		steps++
		fallthrough
	case 40:
		steps++
		fallthrough
	case 41:
		steps++
		fallthrough
	case 42:
		steps++
		fallthrough
	case 43:
		steps++
		fallthrough
	case 44:
		steps++
		fallthrough
	case 45:
		steps++
		fallthrough
	case 46:
		steps++
		fallthrough
	case 47:
		steps++
		fallthrough
	case 48:
		steps++
		fallthrough
	case 49:
		steps++
		fallthrough
	default:
		steps += 100
	}
	return
}

func main() {
	sum, misses := 0, 0
	for n := -2000; n < 250000; n += 7 {
		if r := number(n); r < 0 {
			misses++
		} else {
			sum += r
		}
	}
	fmt.Println(sum, misses, number(-1000), number(299*299-1000), number(-999))
	for i := range 1500 {
		sum += word(fmt.Sprint("word", i))
	}
	fmt.Println(sum, word("word0"), word("word1393"), word("word1394"))
	fmt.Println(chain(0), chain(25), chain(49), chain(50))
}
