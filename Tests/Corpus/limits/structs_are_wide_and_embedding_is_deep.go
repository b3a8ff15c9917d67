// run
// stress: movestack=1 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"unsafe"
)

type wide struct {
	f0   int
	f1   string
	f2   *int
	f3   byte
	f4   []int
	f5   float32
	f6   any
	f7   int16
	f8   int
	f9   string
	f10  *int
	f11  byte
	f12  []int
	f13  float32
	f14  any
	f15  int16
	f16  int
	f17  string
	f18  *int
	f19  byte
	f20  []int
	f21  float32
	f22  any
	f23  int16
	f24  int
	f25  string
	f26  *int
	f27  byte
	f28  []int
	f29  float32
	f30  any
	f31  int16
	f32  int
	f33  string
	f34  *int
	f35  byte
	f36  []int
	f37  float32
	f38  any
	f39  int16
	f40  int
	f41  string
	f42  *int
	f43  byte
	f44  []int
	f45  float32
	f46  any
	f47  int16
	f48  int
	f49  string
	f50  *int
	f51  byte
	f52  []int
	f53  float32
	f54  any
	f55  int16
	f56  int
	f57  string
	f58  *int
	f59  byte
	f60  []int
	f61  float32
	f62  any
	f63  int16
	f64  int
	f65  string
	f66  *int
	f67  byte
	f68  []int
	f69  float32
	f70  any
	f71  int16
	f72  int
	f73  string
	f74  *int
	f75  byte
	f76  []int
	f77  float32
	f78  any
	f79  int16
	f80  int
	f81  string
	f82  *int
	f83  byte
	f84  []int
	f85  float32
	f86  any
	f87  int16
	f88  int
	f89  string
	f90  *int
	f91  byte
	f92  []int
	f93  float32
	f94  any
	f95  int16
	f96  int
	f97  string
	f98  *int
	f99  byte
	f100 []int
	f101 float32
	f102 any
	f103 int16
	f104 int
	f105 string
	f106 *int
	f107 byte
	f108 []int
	f109 float32
	f110 any
	f111 int16
	f112 int
	f113 string
	f114 *int
	f115 byte
	f116 []int
	f117 float32
	f118 any
	f119 int16
	f120 int
	f121 string
	f122 *int
	f123 byte
	f124 []int
	f125 float32
	f126 any
	f127 int16
	f128 int
	f129 string
	f130 *int
	f131 byte
	f132 []int
	f133 float32
	f134 any
	f135 int16
	f136 int
	f137 string
	f138 *int
	f139 byte
	f140 []int
	f141 float32
	f142 any
	f143 int16
	f144 int
	f145 string
	f146 *int
	f147 byte
	f148 []int
	f149 float32
	f150 any
	f151 int16
	f152 int
	f153 string
	f154 *int
	f155 byte
	f156 []int
	f157 float32
	f158 any
	f159 int16
	f160 int
	f161 string
	f162 *int
	f163 byte
	f164 []int
	f165 float32
	f166 any
	f167 int16
	f168 int
	f169 string
	f170 *int
	f171 byte
	f172 []int
	f173 float32
	f174 any
	f175 int16
	f176 int
	f177 string
	f178 *int
	f179 byte
	f180 []int
	f181 float32
	f182 any
	f183 int16
	f184 int
	f185 string
	f186 *int
	f187 byte
	f188 []int
	f189 float32
	f190 any
	f191 int16
	f192 int
	f193 string
	f194 *int
	f195 byte
	f196 []int
	f197 float32
	f198 any
	f199 int16
	f200 int
	f201 string
	f202 *int
	f203 byte
	f204 []int
	f205 float32
	f206 any
	f207 int16
	f208 int
	f209 string
	f210 *int
	f211 byte
	f212 []int
	f213 float32
	f214 any
	f215 int16
	f216 int
	f217 string
	f218 *int
	f219 byte
	f220 []int
	f221 float32
	f222 any
	f223 int16
	f224 int
	f225 string
	f226 *int
	f227 byte
	f228 []int
	f229 float32
	f230 any
	f231 int16
	f232 int
	f233 string
	f234 *int
	f235 byte
	f236 []int
	f237 float32
	f238 any
	f239 int16
	f240 int
	f241 string
	f242 *int
	f243 byte
	f244 []int
	f245 float32
	f246 any
	f247 int16
	f248 int
	f249 string
	f250 *int
	f251 byte
	f252 []int
	f253 float32
	f254 any
	f255 int16
	f256 int
	f257 string
	f258 *int
	f259 byte
	f260 []int
	f261 float32
	f262 any
	f263 int16
	f264 int
	f265 string
	f266 *int
	f267 byte
	f268 []int
	f269 float32
	f270 any
	f271 int16
	f272 int
	f273 string
	f274 *int
	f275 byte
	f276 []int
	f277 float32
	f278 any
	f279 int16
	f280 int
	f281 string
	f282 *int
	f283 byte
	f284 []int
	f285 float32
	f286 any
	f287 int16
	f288 int
	f289 string
	f290 *int
	f291 byte
	f292 []int
	f293 float32
	f294 any
	f295 int16
	f296 int
	f297 string
	f298 *int
	f299 byte
	f300 []int
	f301 float32
	f302 any
	f303 int16
	f304 int
	f305 string
	f306 *int
	f307 byte
	f308 []int
	f309 float32
	f310 any
	f311 int16
	f312 int
	f313 string
	f314 *int
	f315 byte
	f316 []int
	f317 float32
	f318 any
	f319 int16
}

type e0 struct {
	base int
	name string
}

func (e *e0) add(n int) int { e.base += n; return e.base }
func (e e0) get() string    { return e.name }

type e1 struct {
	pad1 [1]byte
	e0
}

type e2 struct {
	pad2 [2]byte
	e1
}

type e3 struct {
	pad3 [3]byte
	e2
}

type e4 struct {
	pad4 [4]byte
	e3
}

type e5 struct {
	pad5 [5]byte
	e4
}

type e6 struct {
	pad6 [6]byte
	e5
}

type e7 struct {
	pad7 [7]byte
	*e6
}

type e8 struct {
	pad8 [8]byte
	e7
}

type e9 struct {
	pad9 [9]byte
	e8
}

type e10 struct {
	pad10 [10]byte
	e9
}

type e11 struct {
	pad11 [11]byte
	e10
}

type e12 struct {
	pad12 [12]byte
	e11
}

type e13 struct {
	pad13 [13]byte
	e12
}

type e14 struct {
	pad14 [14]byte
	*e13
}

type e15 struct {
	pad15 [15]byte
	e14
}

type e16 struct {
	pad16 [16]byte
	e15
}

type e17 struct {
	pad17 [17]byte
	e16
}

type e18 struct {
	pad18 [18]byte
	e17
}

type e19 struct {
	pad19 [19]byte
	e18
}

type e20 struct {
	pad20 [20]byte
	e19
}

type e21 struct {
	pad21 [21]byte
	*e20
}

type e22 struct {
	pad22 [22]byte
	e21
}

type e23 struct {
	pad23 [23]byte
	e22
}

type e24 struct {
	pad24 [24]byte
	e23
}

type e25 struct {
	pad25 [25]byte
	e24
}

type e26 struct {
	pad26 [26]byte
	e25
}

type e27 struct {
	pad27 [27]byte
	e26
}

type e28 struct {
	pad28 [28]byte
	*e27
}

type e29 struct {
	pad29 [29]byte
	e28
}

type getter interface {
	add(int) int
	get() string
}

func main() {
	x := 7
	var w wide
	w.f0, w.f1, w.f2, w.f3 = 0, "s0", &x, 0
	w.f4, w.f5, w.f6, w.f7 = []int{0}, 0.5, 0, -0
	w.f8, w.f9, w.f10, w.f11 = 8, "s8", &x, 8
	w.f12, w.f13, w.f14, w.f15 = []int{8}, 8.5, 8, -8
	w.f16, w.f17, w.f18, w.f19 = 16, "s16", &x, 16
	w.f20, w.f21, w.f22, w.f23 = []int{16}, 16.5, 16, -16
	w.f24, w.f25, w.f26, w.f27 = 24, "s24", &x, 24
	w.f28, w.f29, w.f30, w.f31 = []int{24}, 24.5, 24, -24
	w.f32, w.f33, w.f34, w.f35 = 32, "s32", &x, 32
	w.f36, w.f37, w.f38, w.f39 = []int{32}, 32.5, 32, -32
	w.f40, w.f41, w.f42, w.f43 = 40, "s40", &x, 40
	w.f44, w.f45, w.f46, w.f47 = []int{40}, 40.5, 40, -40
	w.f48, w.f49, w.f50, w.f51 = 48, "s48", &x, 48
	w.f52, w.f53, w.f54, w.f55 = []int{48}, 48.5, 48, -48
	w.f56, w.f57, w.f58, w.f59 = 56, "s56", &x, 56
	w.f60, w.f61, w.f62, w.f63 = []int{56}, 56.5, 56, -56
	w.f64, w.f65, w.f66, w.f67 = 64, "s64", &x, 64
	w.f68, w.f69, w.f70, w.f71 = []int{64}, 64.5, 64, -64
	w.f72, w.f73, w.f74, w.f75 = 72, "s72", &x, 72
	w.f76, w.f77, w.f78, w.f79 = []int{72}, 72.5, 72, -72
	w.f80, w.f81, w.f82, w.f83 = 80, "s80", &x, 80
	w.f84, w.f85, w.f86, w.f87 = []int{80}, 80.5, 80, -80
	w.f88, w.f89, w.f90, w.f91 = 88, "s88", &x, 88
	w.f92, w.f93, w.f94, w.f95 = []int{88}, 88.5, 88, -88
	w.f96, w.f97, w.f98, w.f99 = 96, "s96", &x, 96
	w.f100, w.f101, w.f102, w.f103 = []int{96}, 96.5, 96, -96
	w.f104, w.f105, w.f106, w.f107 = 104, "s104", &x, 104
	w.f108, w.f109, w.f110, w.f111 = []int{104}, 104.5, 104, -104
	w.f112, w.f113, w.f114, w.f115 = 112, "s112", &x, 112
	w.f116, w.f117, w.f118, w.f119 = []int{112}, 112.5, 112, -112
	w.f120, w.f121, w.f122, w.f123 = 120, "s120", &x, 120
	w.f124, w.f125, w.f126, w.f127 = []int{120}, 120.5, 120, -120
	w.f128, w.f129, w.f130, w.f131 = 128, "s128", &x, 128
	w.f132, w.f133, w.f134, w.f135 = []int{128}, 128.5, 128, -128
	w.f136, w.f137, w.f138, w.f139 = 136, "s136", &x, 136
	w.f140, w.f141, w.f142, w.f143 = []int{136}, 136.5, 136, -136
	w.f144, w.f145, w.f146, w.f147 = 144, "s144", &x, 144
	w.f148, w.f149, w.f150, w.f151 = []int{144}, 144.5, 144, -144
	w.f152, w.f153, w.f154, w.f155 = 152, "s152", &x, 152
	w.f156, w.f157, w.f158, w.f159 = []int{152}, 152.5, 152, -152
	w.f160, w.f161, w.f162, w.f163 = 160, "s160", &x, 160
	w.f164, w.f165, w.f166, w.f167 = []int{160}, 160.5, 160, -160
	w.f168, w.f169, w.f170, w.f171 = 168, "s168", &x, 168
	w.f172, w.f173, w.f174, w.f175 = []int{168}, 168.5, 168, -168
	w.f176, w.f177, w.f178, w.f179 = 176, "s176", &x, 176
	w.f180, w.f181, w.f182, w.f183 = []int{176}, 176.5, 176, -176
	w.f184, w.f185, w.f186, w.f187 = 184, "s184", &x, 184
	w.f188, w.f189, w.f190, w.f191 = []int{184}, 184.5, 184, -184
	w.f192, w.f193, w.f194, w.f195 = 192, "s192", &x, 192
	w.f196, w.f197, w.f198, w.f199 = []int{192}, 192.5, 192, -192
	w.f200, w.f201, w.f202, w.f203 = 200, "s200", &x, 200
	w.f204, w.f205, w.f206, w.f207 = []int{200}, 200.5, 200, -200
	w.f208, w.f209, w.f210, w.f211 = 208, "s208", &x, 208
	w.f212, w.f213, w.f214, w.f215 = []int{208}, 208.5, 208, -208
	w.f216, w.f217, w.f218, w.f219 = 216, "s216", &x, 216
	w.f220, w.f221, w.f222, w.f223 = []int{216}, 216.5, 216, -216
	w.f224, w.f225, w.f226, w.f227 = 224, "s224", &x, 224
	w.f228, w.f229, w.f230, w.f231 = []int{224}, 224.5, 224, -224
	w.f232, w.f233, w.f234, w.f235 = 232, "s232", &x, 232
	w.f236, w.f237, w.f238, w.f239 = []int{232}, 232.5, 232, -232
	w.f240, w.f241, w.f242, w.f243 = 240, "s240", &x, 240
	w.f244, w.f245, w.f246, w.f247 = []int{240}, 240.5, 240, -240
	w.f248, w.f249, w.f250, w.f251 = 248, "s248", &x, 248
	w.f252, w.f253, w.f254, w.f255 = []int{248}, 248.5, 248, -248
	w.f256, w.f257, w.f258, w.f259 = 256, "s256", &x, 0
	w.f260, w.f261, w.f262, w.f263 = []int{256}, 256.5, 256, -256
	w.f264, w.f265, w.f266, w.f267 = 264, "s264", &x, 8
	w.f268, w.f269, w.f270, w.f271 = []int{264}, 264.5, 264, -264
	w.f272, w.f273, w.f274, w.f275 = 272, "s272", &x, 16
	w.f276, w.f277, w.f278, w.f279 = []int{272}, 272.5, 272, -272
	w.f280, w.f281, w.f282, w.f283 = 280, "s280", &x, 24
	w.f284, w.f285, w.f286, w.f287 = []int{280}, 280.5, 280, -280
	w.f288, w.f289, w.f290, w.f291 = 288, "s288", &x, 32
	w.f292, w.f293, w.f294, w.f295 = []int{288}, 288.5, 288, -288
	w.f296, w.f297, w.f298, w.f299 = 296, "s296", &x, 40
	w.f300, w.f301, w.f302, w.f303 = []int{296}, 296.5, 296, -296
	w.f304, w.f305, w.f306, w.f307 = 304, "s304", &x, 48
	w.f308, w.f309, w.f310, w.f311 = []int{304}, 304.5, 304, -304
	w.f312, w.f313, w.f314, w.f315 = 312, "s312", &x, 56
	w.f316, w.f317, w.f318, w.f319 = []int{312}, 312.5, 312, -312
	v := w
	*v.f2 += 5
	v.f319--
	p := &v.f316
	*p = append(*p, 1, 2)
	sum := 0
	sum += w.f0 + len(v.f1) + *w.f2 + int(v.f3) + len(v.f4) + int(w.f5) + v.f6.(int) + int(w.f7)
	sum += w.f8 + len(v.f9) + *w.f10 + int(v.f11) + len(v.f12) + int(w.f13) + v.f14.(int) + int(w.f15)
	sum += w.f16 + len(v.f17) + *w.f18 + int(v.f19) + len(v.f20) + int(w.f21) + v.f22.(int) + int(w.f23)
	sum += w.f24 + len(v.f25) + *w.f26 + int(v.f27) + len(v.f28) + int(w.f29) + v.f30.(int) + int(w.f31)
	sum += w.f32 + len(v.f33) + *w.f34 + int(v.f35) + len(v.f36) + int(w.f37) + v.f38.(int) + int(w.f39)
	sum += w.f40 + len(v.f41) + *w.f42 + int(v.f43) + len(v.f44) + int(w.f45) + v.f46.(int) + int(w.f47)
	sum += w.f48 + len(v.f49) + *w.f50 + int(v.f51) + len(v.f52) + int(w.f53) + v.f54.(int) + int(w.f55)
	sum += w.f56 + len(v.f57) + *w.f58 + int(v.f59) + len(v.f60) + int(w.f61) + v.f62.(int) + int(w.f63)
	sum += w.f64 + len(v.f65) + *w.f66 + int(v.f67) + len(v.f68) + int(w.f69) + v.f70.(int) + int(w.f71)
	sum += w.f72 + len(v.f73) + *w.f74 + int(v.f75) + len(v.f76) + int(w.f77) + v.f78.(int) + int(w.f79)
	sum += w.f80 + len(v.f81) + *w.f82 + int(v.f83) + len(v.f84) + int(w.f85) + v.f86.(int) + int(w.f87)
	sum += w.f88 + len(v.f89) + *w.f90 + int(v.f91) + len(v.f92) + int(w.f93) + v.f94.(int) + int(w.f95)
	sum += w.f96 + len(v.f97) + *w.f98 + int(v.f99) + len(v.f100) + int(w.f101) + v.f102.(int) + int(w.f103)
	sum += w.f104 + len(v.f105) + *w.f106 + int(v.f107) + len(v.f108) + int(w.f109) + v.f110.(int) + int(w.f111)
	sum += w.f112 + len(v.f113) + *w.f114 + int(v.f115) + len(v.f116) + int(w.f117) + v.f118.(int) + int(w.f119)
	sum += w.f120 + len(v.f121) + *w.f122 + int(v.f123) + len(v.f124) + int(w.f125) + v.f126.(int) + int(w.f127)
	sum += w.f128 + len(v.f129) + *w.f130 + int(v.f131) + len(v.f132) + int(w.f133) + v.f134.(int) + int(w.f135)
	sum += w.f136 + len(v.f137) + *w.f138 + int(v.f139) + len(v.f140) + int(w.f141) + v.f142.(int) + int(w.f143)
	sum += w.f144 + len(v.f145) + *w.f146 + int(v.f147) + len(v.f148) + int(w.f149) + v.f150.(int) + int(w.f151)
	sum += w.f152 + len(v.f153) + *w.f154 + int(v.f155) + len(v.f156) + int(w.f157) + v.f158.(int) + int(w.f159)
	sum += w.f160 + len(v.f161) + *w.f162 + int(v.f163) + len(v.f164) + int(w.f165) + v.f166.(int) + int(w.f167)
	sum += w.f168 + len(v.f169) + *w.f170 + int(v.f171) + len(v.f172) + int(w.f173) + v.f174.(int) + int(w.f175)
	sum += w.f176 + len(v.f177) + *w.f178 + int(v.f179) + len(v.f180) + int(w.f181) + v.f182.(int) + int(w.f183)
	sum += w.f184 + len(v.f185) + *w.f186 + int(v.f187) + len(v.f188) + int(w.f189) + v.f190.(int) + int(w.f191)
	sum += w.f192 + len(v.f193) + *w.f194 + int(v.f195) + len(v.f196) + int(w.f197) + v.f198.(int) + int(w.f199)
	sum += w.f200 + len(v.f201) + *w.f202 + int(v.f203) + len(v.f204) + int(w.f205) + v.f206.(int) + int(w.f207)
	sum += w.f208 + len(v.f209) + *w.f210 + int(v.f211) + len(v.f212) + int(w.f213) + v.f214.(int) + int(w.f215)
	sum += w.f216 + len(v.f217) + *w.f218 + int(v.f219) + len(v.f220) + int(w.f221) + v.f222.(int) + int(w.f223)
	sum += w.f224 + len(v.f225) + *w.f226 + int(v.f227) + len(v.f228) + int(w.f229) + v.f230.(int) + int(w.f231)
	sum += w.f232 + len(v.f233) + *w.f234 + int(v.f235) + len(v.f236) + int(w.f237) + v.f238.(int) + int(w.f239)
	sum += w.f240 + len(v.f241) + *w.f242 + int(v.f243) + len(v.f244) + int(w.f245) + v.f246.(int) + int(w.f247)
	sum += w.f248 + len(v.f249) + *w.f250 + int(v.f251) + len(v.f252) + int(w.f253) + v.f254.(int) + int(w.f255)
	sum += w.f256 + len(v.f257) + *w.f258 + int(v.f259) + len(v.f260) + int(w.f261) + v.f262.(int) + int(w.f263)
	sum += w.f264 + len(v.f265) + *w.f266 + int(v.f267) + len(v.f268) + int(w.f269) + v.f270.(int) + int(w.f271)
	sum += w.f272 + len(v.f273) + *w.f274 + int(v.f275) + len(v.f276) + int(w.f277) + v.f278.(int) + int(w.f279)
	sum += w.f280 + len(v.f281) + *w.f282 + int(v.f283) + len(v.f284) + int(w.f285) + v.f286.(int) + int(w.f287)
	sum += w.f288 + len(v.f289) + *w.f290 + int(v.f291) + len(v.f292) + int(w.f293) + v.f294.(int) + int(w.f295)
	sum += w.f296 + len(v.f297) + *w.f298 + int(v.f299) + len(v.f300) + int(w.f301) + v.f302.(int) + int(w.f303)
	sum += w.f304 + len(v.f305) + *w.f306 + int(v.f307) + len(v.f308) + int(w.f309) + v.f310.(int) + int(w.f311)
	sum += w.f312 + len(v.f313) + *w.f314 + int(v.f315) + len(v.f316) + int(w.f317) + v.f318.(int) + int(w.f319)
	fmt.Println(sum, x, v.f319, w.f319, len(v.f316), len(w.f316), unsafe.Sizeof(w), unsafe.Offsetof(w.f319))
	var d e29
	d.e27 = &e27{}
	d.e20 = &e20{}
	d.e13 = &e13{}
	d.e6 = &e6{}
	d.name = "deep"
	d.base = 1
	var g getter = &d
	fmt.Println(d.add(2), g.add(3), g.get(), d.base, d.e15.e10.e3.name)
	c := d
	c.add(10)
	fmt.Println(d.base, unsafe.Sizeof(d) > 0)
	d.e13 = &e13{}
	d.e6 = &e6{}
	fmt.Println(d.base, c.base)
}
