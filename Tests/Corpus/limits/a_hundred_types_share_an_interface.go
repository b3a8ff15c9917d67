// run
// stress: movestack=3 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type shape interface {
	area() int
	name() string
}

type t0 struct{ a, b0 int }

func (t t0) area() int     { return t.a*1 + t.b0 }
func (t *t0) name() string { return "t0" }

type t1 struct{ a, b1 int }

func (t t1) area() int     { return t.a*2 + t.b1 }
func (t *t1) name() string { return "t1" }

type t2 struct{ a, b2 int }

func (t t2) area() int     { return t.a*3 + t.b2 }
func (t *t2) name() string { return "t2" }

type t3 struct{ a, b3 int }

func (t t3) area() int     { return t.a*4 + t.b3 }
func (t *t3) name() string { return "t3" }

type t4 struct{ a, b4 int }

func (t t4) area() int     { return t.a*5 + t.b4 }
func (t *t4) name() string { return "t4" }

type t5 struct{ a, b5 int }

func (t t5) area() int     { return t.a*6 + t.b5 }
func (t *t5) name() string { return "t5" }

type t6 struct{ a, b6 int }

func (t t6) area() int     { return t.a*7 + t.b6 }
func (t *t6) name() string { return "t6" }

type t7 struct{ a, b7 int }

func (t t7) area() int     { return t.a*8 + t.b7 }
func (t *t7) name() string { return "t7" }

type t8 struct{ a, b8 int }

func (t t8) area() int     { return t.a*9 + t.b8 }
func (t *t8) name() string { return "t8" }

type t9 struct{ a, b9 int }

func (t t9) area() int     { return t.a*10 + t.b9 }
func (t *t9) name() string { return "t9" }

type t10 struct{ a, b10 int }

func (t t10) area() int     { return t.a*11 + t.b10 }
func (t *t10) name() string { return "t10" }

type t11 struct{ a, b11 int }

func (t t11) area() int     { return t.a*12 + t.b11 }
func (t *t11) name() string { return "t11" }

type t12 struct{ a, b12 int }

func (t t12) area() int     { return t.a*13 + t.b12 }
func (t *t12) name() string { return "t12" }

type t13 struct{ a, b13 int }

func (t t13) area() int     { return t.a*14 + t.b13 }
func (t *t13) name() string { return "t13" }

type t14 struct{ a, b14 int }

func (t t14) area() int     { return t.a*15 + t.b14 }
func (t *t14) name() string { return "t14" }

type t15 struct{ a, b15 int }

func (t t15) area() int     { return t.a*16 + t.b15 }
func (t *t15) name() string { return "t15" }

type t16 struct{ a, b16 int }

func (t t16) area() int     { return t.a*17 + t.b16 }
func (t *t16) name() string { return "t16" }

type t17 struct{ a, b17 int }

func (t t17) area() int     { return t.a*18 + t.b17 }
func (t *t17) name() string { return "t17" }

type t18 struct{ a, b18 int }

func (t t18) area() int     { return t.a*19 + t.b18 }
func (t *t18) name() string { return "t18" }

type t19 struct{ a, b19 int }

func (t t19) area() int     { return t.a*20 + t.b19 }
func (t *t19) name() string { return "t19" }

type t20 struct{ a, b20 int }

func (t t20) area() int     { return t.a*21 + t.b20 }
func (t *t20) name() string { return "t20" }

type t21 struct{ a, b21 int }

func (t t21) area() int     { return t.a*22 + t.b21 }
func (t *t21) name() string { return "t21" }

type t22 struct{ a, b22 int }

func (t t22) area() int     { return t.a*23 + t.b22 }
func (t *t22) name() string { return "t22" }

type t23 struct{ a, b23 int }

func (t t23) area() int     { return t.a*24 + t.b23 }
func (t *t23) name() string { return "t23" }

type t24 struct{ a, b24 int }

func (t t24) area() int     { return t.a*25 + t.b24 }
func (t *t24) name() string { return "t24" }

type t25 struct{ a, b25 int }

func (t t25) area() int     { return t.a*26 + t.b25 }
func (t *t25) name() string { return "t25" }

type t26 struct{ a, b26 int }

func (t t26) area() int     { return t.a*27 + t.b26 }
func (t *t26) name() string { return "t26" }

type t27 struct{ a, b27 int }

func (t t27) area() int     { return t.a*28 + t.b27 }
func (t *t27) name() string { return "t27" }

type t28 struct{ a, b28 int }

func (t t28) area() int     { return t.a*29 + t.b28 }
func (t *t28) name() string { return "t28" }

type t29 struct{ a, b29 int }

func (t t29) area() int     { return t.a*30 + t.b29 }
func (t *t29) name() string { return "t29" }

type t30 struct{ a, b30 int }

func (t t30) area() int     { return t.a*31 + t.b30 }
func (t *t30) name() string { return "t30" }

type t31 struct{ a, b31 int }

func (t t31) area() int     { return t.a*32 + t.b31 }
func (t *t31) name() string { return "t31" }

type t32 struct{ a, b32 int }

func (t t32) area() int     { return t.a*33 + t.b32 }
func (t *t32) name() string { return "t32" }

type t33 struct{ a, b33 int }

func (t t33) area() int     { return t.a*34 + t.b33 }
func (t *t33) name() string { return "t33" }

type t34 struct{ a, b34 int }

func (t t34) area() int     { return t.a*35 + t.b34 }
func (t *t34) name() string { return "t34" }

type t35 struct{ a, b35 int }

func (t t35) area() int     { return t.a*36 + t.b35 }
func (t *t35) name() string { return "t35" }

type t36 struct{ a, b36 int }

func (t t36) area() int     { return t.a*37 + t.b36 }
func (t *t36) name() string { return "t36" }

type t37 struct{ a, b37 int }

func (t t37) area() int     { return t.a*38 + t.b37 }
func (t *t37) name() string { return "t37" }

type t38 struct{ a, b38 int }

func (t t38) area() int     { return t.a*39 + t.b38 }
func (t *t38) name() string { return "t38" }

type t39 struct{ a, b39 int }

func (t t39) area() int     { return t.a*40 + t.b39 }
func (t *t39) name() string { return "t39" }

type t40 struct{ a, b40 int }

func (t t40) area() int     { return t.a*41 + t.b40 }
func (t *t40) name() string { return "t40" }

type t41 struct{ a, b41 int }

func (t t41) area() int     { return t.a*42 + t.b41 }
func (t *t41) name() string { return "t41" }

type t42 struct{ a, b42 int }

func (t t42) area() int     { return t.a*43 + t.b42 }
func (t *t42) name() string { return "t42" }

type t43 struct{ a, b43 int }

func (t t43) area() int     { return t.a*44 + t.b43 }
func (t *t43) name() string { return "t43" }

type t44 struct{ a, b44 int }

func (t t44) area() int     { return t.a*45 + t.b44 }
func (t *t44) name() string { return "t44" }

type t45 struct{ a, b45 int }

func (t t45) area() int     { return t.a*46 + t.b45 }
func (t *t45) name() string { return "t45" }

type t46 struct{ a, b46 int }

func (t t46) area() int     { return t.a*47 + t.b46 }
func (t *t46) name() string { return "t46" }

type t47 struct{ a, b47 int }

func (t t47) area() int     { return t.a*48 + t.b47 }
func (t *t47) name() string { return "t47" }

type t48 struct{ a, b48 int }

func (t t48) area() int     { return t.a*49 + t.b48 }
func (t *t48) name() string { return "t48" }

type t49 struct{ a, b49 int }

func (t t49) area() int     { return t.a*50 + t.b49 }
func (t *t49) name() string { return "t49" }

type t50 struct{ a, b50 int }

func (t t50) area() int     { return t.a*51 + t.b50 }
func (t *t50) name() string { return "t50" }

type t51 struct{ a, b51 int }

func (t t51) area() int     { return t.a*52 + t.b51 }
func (t *t51) name() string { return "t51" }

type t52 struct{ a, b52 int }

func (t t52) area() int     { return t.a*53 + t.b52 }
func (t *t52) name() string { return "t52" }

type t53 struct{ a, b53 int }

func (t t53) area() int     { return t.a*54 + t.b53 }
func (t *t53) name() string { return "t53" }

type t54 struct{ a, b54 int }

func (t t54) area() int     { return t.a*55 + t.b54 }
func (t *t54) name() string { return "t54" }

type t55 struct{ a, b55 int }

func (t t55) area() int     { return t.a*56 + t.b55 }
func (t *t55) name() string { return "t55" }

type t56 struct{ a, b56 int }

func (t t56) area() int     { return t.a*57 + t.b56 }
func (t *t56) name() string { return "t56" }

type t57 struct{ a, b57 int }

func (t t57) area() int     { return t.a*58 + t.b57 }
func (t *t57) name() string { return "t57" }

type t58 struct{ a, b58 int }

func (t t58) area() int     { return t.a*59 + t.b58 }
func (t *t58) name() string { return "t58" }

type t59 struct{ a, b59 int }

func (t t59) area() int     { return t.a*60 + t.b59 }
func (t *t59) name() string { return "t59" }

type t60 struct{ a, b60 int }

func (t t60) area() int     { return t.a*61 + t.b60 }
func (t *t60) name() string { return "t60" }

type t61 struct{ a, b61 int }

func (t t61) area() int     { return t.a*62 + t.b61 }
func (t *t61) name() string { return "t61" }

type t62 struct{ a, b62 int }

func (t t62) area() int     { return t.a*63 + t.b62 }
func (t *t62) name() string { return "t62" }

type t63 struct{ a, b63 int }

func (t t63) area() int     { return t.a*64 + t.b63 }
func (t *t63) name() string { return "t63" }

type t64 struct{ a, b64 int }

func (t t64) area() int     { return t.a*65 + t.b64 }
func (t *t64) name() string { return "t64" }

type t65 struct{ a, b65 int }

func (t t65) area() int     { return t.a*66 + t.b65 }
func (t *t65) name() string { return "t65" }

type t66 struct{ a, b66 int }

func (t t66) area() int     { return t.a*67 + t.b66 }
func (t *t66) name() string { return "t66" }

type t67 struct{ a, b67 int }

func (t t67) area() int     { return t.a*68 + t.b67 }
func (t *t67) name() string { return "t67" }

type t68 struct{ a, b68 int }

func (t t68) area() int     { return t.a*69 + t.b68 }
func (t *t68) name() string { return "t68" }

type t69 struct{ a, b69 int }

func (t t69) area() int     { return t.a*70 + t.b69 }
func (t *t69) name() string { return "t69" }

type t70 struct{ a, b70 int }

func (t t70) area() int     { return t.a*71 + t.b70 }
func (t *t70) name() string { return "t70" }

type t71 struct{ a, b71 int }

func (t t71) area() int     { return t.a*72 + t.b71 }
func (t *t71) name() string { return "t71" }

type t72 struct{ a, b72 int }

func (t t72) area() int     { return t.a*73 + t.b72 }
func (t *t72) name() string { return "t72" }

type t73 struct{ a, b73 int }

func (t t73) area() int     { return t.a*74 + t.b73 }
func (t *t73) name() string { return "t73" }

type t74 struct{ a, b74 int }

func (t t74) area() int     { return t.a*75 + t.b74 }
func (t *t74) name() string { return "t74" }

type t75 struct{ a, b75 int }

func (t t75) area() int     { return t.a*76 + t.b75 }
func (t *t75) name() string { return "t75" }

type t76 struct{ a, b76 int }

func (t t76) area() int     { return t.a*77 + t.b76 }
func (t *t76) name() string { return "t76" }

type t77 struct{ a, b77 int }

func (t t77) area() int     { return t.a*78 + t.b77 }
func (t *t77) name() string { return "t77" }

type t78 struct{ a, b78 int }

func (t t78) area() int     { return t.a*79 + t.b78 }
func (t *t78) name() string { return "t78" }

type t79 struct{ a, b79 int }

func (t t79) area() int     { return t.a*80 + t.b79 }
func (t *t79) name() string { return "t79" }

type t80 struct{ a, b80 int }

func (t t80) area() int     { return t.a*81 + t.b80 }
func (t *t80) name() string { return "t80" }

type t81 struct{ a, b81 int }

func (t t81) area() int     { return t.a*82 + t.b81 }
func (t *t81) name() string { return "t81" }

type t82 struct{ a, b82 int }

func (t t82) area() int     { return t.a*83 + t.b82 }
func (t *t82) name() string { return "t82" }

type t83 struct{ a, b83 int }

func (t t83) area() int     { return t.a*84 + t.b83 }
func (t *t83) name() string { return "t83" }

type t84 struct{ a, b84 int }

func (t t84) area() int     { return t.a*85 + t.b84 }
func (t *t84) name() string { return "t84" }

type t85 struct{ a, b85 int }

func (t t85) area() int     { return t.a*86 + t.b85 }
func (t *t85) name() string { return "t85" }

type t86 struct{ a, b86 int }

func (t t86) area() int     { return t.a*87 + t.b86 }
func (t *t86) name() string { return "t86" }

type t87 struct{ a, b87 int }

func (t t87) area() int     { return t.a*88 + t.b87 }
func (t *t87) name() string { return "t87" }

type t88 struct{ a, b88 int }

func (t t88) area() int     { return t.a*89 + t.b88 }
func (t *t88) name() string { return "t88" }

type t89 struct{ a, b89 int }

func (t t89) area() int     { return t.a*90 + t.b89 }
func (t *t89) name() string { return "t89" }

type t90 struct{ a, b90 int }

func (t t90) area() int     { return t.a*91 + t.b90 }
func (t *t90) name() string { return "t90" }

type t91 struct{ a, b91 int }

func (t t91) area() int     { return t.a*92 + t.b91 }
func (t *t91) name() string { return "t91" }

type t92 struct{ a, b92 int }

func (t t92) area() int     { return t.a*93 + t.b92 }
func (t *t92) name() string { return "t92" }

type t93 struct{ a, b93 int }

func (t t93) area() int     { return t.a*94 + t.b93 }
func (t *t93) name() string { return "t93" }

type t94 struct{ a, b94 int }

func (t t94) area() int     { return t.a*95 + t.b94 }
func (t *t94) name() string { return "t94" }

type t95 struct{ a, b95 int }

func (t t95) area() int     { return t.a*96 + t.b95 }
func (t *t95) name() string { return "t95" }

type t96 struct{ a, b96 int }

func (t t96) area() int     { return t.a*97 + t.b96 }
func (t *t96) name() string { return "t96" }

type t97 struct{ a, b97 int }

func (t t97) area() int     { return t.a*98 + t.b97 }
func (t *t97) name() string { return "t97" }

type t98 struct{ a, b98 int }

func (t t98) area() int     { return t.a*99 + t.b98 }
func (t *t98) name() string { return "t98" }

type t99 struct{ a, b99 int }

func (t t99) area() int     { return t.a*100 + t.b99 }
func (t *t99) name() string { return "t99" }

func which(s any) int {
	switch v := s.(type) {
	case *t0:
		return v.b0
	case *t1:
		return v.b1
	case *t2:
		return v.b2
	case *t3:
		return v.b3
	case *t4:
		return v.b4
	case *t5:
		return v.b5
	case *t6:
		return v.b6
	case *t7:
		return v.b7
	case *t8:
		return v.b8
	case *t9:
		return v.b9
	case *t10:
		return v.b10
	case *t11:
		return v.b11
	case *t12:
		return v.b12
	case *t13:
		return v.b13
	case *t14:
		return v.b14
	case *t15:
		return v.b15
	case *t16:
		return v.b16
	case *t17:
		return v.b17
	case *t18:
		return v.b18
	case *t19:
		return v.b19
	case *t20:
		return v.b20
	case *t21:
		return v.b21
	case *t22:
		return v.b22
	case *t23:
		return v.b23
	case *t24:
		return v.b24
	case *t25:
		return v.b25
	case *t26:
		return v.b26
	case *t27:
		return v.b27
	case *t28:
		return v.b28
	case *t29:
		return v.b29
	case *t30:
		return v.b30
	case *t31:
		return v.b31
	case *t32:
		return v.b32
	case *t33:
		return v.b33
	case *t34:
		return v.b34
	case *t35:
		return v.b35
	case *t36:
		return v.b36
	case *t37:
		return v.b37
	case *t38:
		return v.b38
	case *t39:
		return v.b39
	case *t40:
		return v.b40
	case *t41:
		return v.b41
	case *t42:
		return v.b42
	case *t43:
		return v.b43
	case *t44:
		return v.b44
	case *t45:
		return v.b45
	case *t46:
		return v.b46
	case *t47:
		return v.b47
	case *t48:
		return v.b48
	case *t49:
		return v.b49
	case *t50:
		return v.b50
	case *t51:
		return v.b51
	case *t52:
		return v.b52
	case *t53:
		return v.b53
	case *t54:
		return v.b54
	case *t55:
		return v.b55
	case *t56:
		return v.b56
	case *t57:
		return v.b57
	case *t58:
		return v.b58
	case *t59:
		return v.b59
	case *t60:
		return v.b60
	case *t61:
		return v.b61
	case *t62:
		return v.b62
	case *t63:
		return v.b63
	case *t64:
		return v.b64
	case *t65:
		return v.b65
	case *t66:
		return v.b66
	case *t67:
		return v.b67
	case *t68:
		return v.b68
	case *t69:
		return v.b69
	case *t70:
		return v.b70
	case *t71:
		return v.b71
	case *t72:
		return v.b72
	case *t73:
		return v.b73
	case *t74:
		return v.b74
	case *t75:
		return v.b75
	case *t76:
		return v.b76
	case *t77:
		return v.b77
	case *t78:
		return v.b78
	case *t79:
		return v.b79
	case *t80:
		return v.b80
	case *t81:
		return v.b81
	case *t82:
		return v.b82
	case *t83:
		return v.b83
	case *t84:
		return v.b84
	case *t85:
		return v.b85
	case *t86:
		return v.b86
	case *t87:
		return v.b87
	case *t88:
		return v.b88
	case *t89:
		return v.b89
	case *t90:
		return v.b90
	case *t91:
		return v.b91
	case *t92:
		return v.b92
	case *t93:
		return v.b93
	case *t94:
		return v.b94
	case *t95:
		return v.b95
	case *t96:
		return v.b96
	case *t97:
		return v.b97
	case *t98:
		return v.b98
	case *t99:
		return v.b99
	}
	return -1
}

func main() {
	shapes := []shape{
		&t0{0, 0},
		&t1{3, 1},
		&t2{6, 2},
		&t3{9, 3},
		&t4{12, 4},
		&t5{15, 5},
		&t6{18, 6},
		&t7{21, 7},
		&t8{24, 8},
		&t9{27, 9},
		&t10{30, 10},
		&t11{33, 11},
		&t12{36, 12},
		&t13{39, 13},
		&t14{42, 14},
		&t15{45, 15},
		&t16{48, 16},
		&t17{51, 17},
		&t18{54, 18},
		&t19{57, 19},
		&t20{60, 20},
		&t21{63, 21},
		&t22{66, 22},
		&t23{69, 23},
		&t24{72, 24},
		&t25{75, 25},
		&t26{78, 26},
		&t27{81, 27},
		&t28{84, 28},
		&t29{87, 29},
		&t30{90, 30},
		&t31{93, 31},
		&t32{96, 32},
		&t33{99, 33},
		&t34{102, 34},
		&t35{105, 35},
		&t36{108, 36},
		&t37{111, 37},
		&t38{114, 38},
		&t39{117, 39},
		&t40{120, 40},
		&t41{123, 41},
		&t42{126, 42},
		&t43{129, 43},
		&t44{132, 44},
		&t45{135, 45},
		&t46{138, 46},
		&t47{141, 47},
		&t48{144, 48},
		&t49{147, 49},
		&t50{150, 50},
		&t51{153, 51},
		&t52{156, 52},
		&t53{159, 53},
		&t54{162, 54},
		&t55{165, 55},
		&t56{168, 56},
		&t57{171, 57},
		&t58{174, 58},
		&t59{177, 59},
		&t60{180, 60},
		&t61{183, 61},
		&t62{186, 62},
		&t63{189, 63},
		&t64{192, 64},
		&t65{195, 65},
		&t66{198, 66},
		&t67{201, 67},
		&t68{204, 68},
		&t69{207, 69},
		&t70{210, 70},
		&t71{213, 71},
		&t72{216, 72},
		&t73{219, 73},
		&t74{222, 74},
		&t75{225, 75},
		&t76{228, 76},
		&t77{231, 77},
		&t78{234, 78},
		&t79{237, 79},
		&t80{240, 80},
		&t81{243, 81},
		&t82{246, 82},
		&t83{249, 83},
		&t84{252, 84},
		&t85{255, 85},
		&t86{258, 86},
		&t87{261, 87},
		&t88{264, 88},
		&t89{267, 89},
		&t90{270, 90},
		&t91{273, 91},
		&t92{276, 92},
		&t93{279, 93},
		&t94{282, 94},
		&t95{285, 95},
		&t96{288, 96},
		&t97{291, 97},
		&t98{294, 98},
		&t99{297, 99},
	}
	sum, which1, letters := 0, 0, 0
	seen := map[any]int{}
	for i, s := range shapes {
		sum += s.area()
		which1 += which(s) * (i + 1)
		letters += len(s.name()) + len(fmt.Sprintf("%T", s))
		seen[s]++
	}
	fmt.Println(sum, which1, letters, len(seen), which(5), which(t3{}))
	fmt.Printf("%v %+v %T\n", shapes[7], shapes[99], shapes[64])
}
