// SPDX-License-Identifier: Apache-2.0

package strconv

// IsPrint reports whether r is a letter, mark, number, punctuation, symbol or the ASCII
// space, as unicode.IsPrint does.
func IsPrint(r rune) bool {
	if r < 0x7F {
		return r >= ' '
	}
	// Count the bounds at or below r: an odd number means inside a range.
	low, high := 0, len(printable)/4
	for low < high {
		mid := (low + high) / 2
		if printBound(mid) <= r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low&1 != 0
}

// IsGraphic is IsPrint with all space characters, as unicode.IsGraphic.
func IsGraphic(r rune) bool { return IsPrint(r) || isSpaceSeparator(r) }

// isSpaceSeparator reports whether r is in category Zs and above ASCII.
func isSpaceSeparator(r rune) bool {
	switch r {
	case 0x00A0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x205F, 0x3000:
		return true
	}
	return false
}

func printBound(i int) rune {
	s := printable[i*4:]
	return rune(s[0]-' ')<<18 | rune(s[1]-' ')<<12 | rune(s[2]-' ')<<6 | rune(s[3]-' ')
}

// printable holds the bounds of the ranges of printable runes above ASCII, start, end,
// start, end …, of Unicode 15.0: each is 24 bits in four characters of six, from ' ' up.
// The test of package unicode recomputes it.
const printable = "" +
	`  "A  "M  "N  -X  -Z  .   .$  .+  .,  .-  ..  .B  .C  4P  4Q  57  59  6+  6-  60  61  7(  70  7K  7O  7U  8&  8<` +
	`  8=  ;=  ;>  <.  <0  =+  =-  >R  ?   ?[  ?]  @N  @P  @_  A   A<  A>  A?  A@  AK  AP  B/  B8  CB  CC  F$  F%  F-` +
	`  F/  F1  F3  FI  FJ  FQ  FR  FS  FV  FZ  F\  G%  G'  G)  G+  G/  G7  G8  G<  G>  G?  GD  GF  G_  H!  H$  H%  H+` +
	`  H/  H1  H3  HI  HJ  HQ  HR  HT  HU  HW  HX  HZ  H\  H]  H^  I#  I'  I)  I+  I.  I1  I2  I9  I=  I>  I?  IF  IW` +
	`  J!  J$  J%  J.  J/  J2  J3  JI  JJ  JQ  JR  JT  JU  JZ  J\  K&  K'  K*  K+  K.  K0  K1  K@  KD  KF  KR  KY  L ` +
	`  L!  L$  L%  L-  L/  L1  L3  LI  LJ  LQ  LR  LT  LU  LZ  L\  M%  M'  M)  M+  M.  M5  M8  M<  M>  M?  MD  MF  MX` +
	`  N"  N$  N%  N+  N.  N1  N2  N6  N9  N;  N<  N=  N>  N@  NC  NE  NH  NK  NN  NZ  N^  O#  O&  O)  O*  O.  O0  O1` +
	`  O7  O8  OF  O[  P   P-  P.  P1  P2  PI  PJ  PZ  P\  Q%  Q&  Q)  Q*  Q.  Q5  Q7  Q8  Q;  Q=  Q>  Q@  QD  QF  QP` +
	`  QW  R-  R.  R1  R2  RI  RJ  RT  RU  RZ  R\  S%  S&  S)  S*  S.  S5  S7  S=  S?  S@  SD  SF  SP  SQ  ST  T   T-` +
	`  T.  T1  T2  U%  U&  U)  U*  U0  U4  UD  UF  V   V!  V$  V%  V7  V:  VR  VS  V\  V]  V^  W   W'  W*  W+  W/  W5` +
	`  W6  W7  W8  W@  WF  WP  WR  WU  X!  X[  X_  Y<  Z!  Z#  Z$  Z%  Z&  Z+  Z,  ZD  ZE  ZF  ZG  Z^  [   [%  [&  ['` +
	`  [(  [/  [0  [:  [<  [@  \   ](  ])  ]M  ]Q  ^8  ^9  ^]  ^^  _-  _.  _; !   !#& !#' !#( !#- !#. !#0 !)) !)* !).` +
	` !)0 !)7 !)8 !)9 !): !)> !)@ !*) !** !*. !*0 !*Q !*R !*V !*X !*_ !+  !+! !+" !+& !+( !+7 !+8 !,1 !,2 !,6 !,8 !-;` +
	` !-= !-] !.  !.: !.@ !/V !/X !/^ !0  !:  !:! !:= !:@ !;Y !<  !<6 !<? !<W !=  !=4 !=@ !=M !=N !=Q !=R !=T !>  !?>` +
	` !?@ !?J !?P !?Z !@  !@. !@/ !@: !@@ !AY !B  !BK !BP !CV !D  !D? !D@ !DL !DP !D\ !E  !E! !E$ !EN !EP !EU !F  !FL` +
	` !FP !G* !G0 !G; !G> !H< !H> !I? !I@ !I] !I_ !J* !J0 !J: !J@ !JN !JP !K/ !L  !M- !M0 !M_ !N  !OT !O\ !PX !P[ !Q*` +
	` !Q- !R) !R0 !R[ !R] !S( !S0 !S[ !T  !\6 !\8 !\> !\@ !]& !]( !]. !]0 !]8 !]9 !]: !]; !]< !]= !]> !]? !]^ !^  !^U` +
	` !^V !_% !_& !_4 !_6 !_< !_= !_P !_R !_U !_V !__ " 0 " H " P "!? "!P "!R "!T ""/ ""0 ""= ""@ "#! "#0 "#Q "$  "&,` +
	` "&0 "0G "1  "1+ "1@ "MT "MV "N6 "N7 "ST "SY "TF "TG "TH "TM "TN "TP "UH "UO "UQ "U_ "V7 "V@ "VG "VH "VO "VP "VW` +
	` "VX "V_ "W  "W' "W( "W/ "W0 "W7 "W8 "W? "W@ "Y> "Z  "Z: "Z; "[T "\  "_6 "_P "_\ # ! #!  #!! #"7 #"9 #$  #$% #$P` +
	` #$Q #&/ #&0 #'D #'P #(? #(@ *2- *20 *3' *30 *8L *9  *;X *<  *?+ *?0 *?2 *?3 *?4 *?5 *?: *?R *@M *@P *@Z *A  *AX` +
	` *B  *C& *C. *C: *C@ *E4 *E? *E] *F  *G. *G/ *G: *G> *G_ *H  *HW *I  *I. *I0 *I: *I< *K# *K; *KW *L! *L' *L) *L/` +
	` *L1 *L7 *L@ *LG *LH *LO *LP *ML *MP *ON *OP *OZ *P  ->D ->P -?' -?+ -?\ /D  /IN /IP /K: /L  /L' /L3 /L8 /L= /LW` +
	` /LX /L] /L^ /L_ /M  /M" /M# /M% /M& /O# /O3 /V0 /V2 /W( /W/ /W0 /WP /X: /X@ /Y3 /Y4 /YG /YH /YL /YP /YU /YV /[]` +
	` /\! /^_ /_" /_( /_* /_0 /_2 /_8 /_: /_= /_@ /_G /_H /_O /_\ /_^ 0   0 , 0 - 0 G 0 H 0 [ 0 \ 0 ^ 0 _ 0!. 0!0 0!>` +
	` 0"  0#[ 0$  0$# 0$' 0$T 0$W 0&/ 0&0 0&= 0&@ 0&A 0'0 0'^ 0*  0*= 0*@ 0+1 0+@ 0+\ 0,  0,D 0,M 0-+ 0-0 0-[ 0.  0.>` +
	` 0.? 0/$ 0/( 0/6 00  02> 02@ 02J 02P 034 038 03\ 04  04H 04P 05D 05O 05[ 05\ 06+ 06, 063 064 066 067 06B 06C 06R` +
	` 06S 06Z 06[ 06] 08  0<W 0=  0=6 0=@ 0=H 0>  0>& 0>' 0>Q 0>R 0>[ 0@  0@& 0@( 0@) 0@* 0@V 0@W 0@Y 0@\ 0@] 0@_ 0A6` +
	` 0A7 0B? 0BG 0BP 0C@ 0CS 0CT 0CV 0C[ 0D< 0D? 0DZ 0D_ 0E  0F  0FX 0F\ 0G0 0G2 0H$ 0H% 0H' 0H, 0H4 0H5 0H8 0H9 0HV` +
	` 0HX 0H[ 0H_ 0I) 0I0 0I9 0I@ 0J@ 0K  0KG 0KK 0KW 0L  0LV 0LY 0M6 0M8 0MS 0MX 0N2 0N9 0N= 0NI 0NP 0P  0Q) 0R  0RS` +
	` 0S  0SS 0SZ 0TH 0TP 0TZ 0Y@ 0Y_ 0Z  0ZJ 0ZK 0ZN 0ZP 0ZR 0[] 0\H 0\P 0]: 0]P 0^* 0^P 0_, 0_@ 0_W 1   1!. 1!2 1!V` +
	` 1!_ 1"] 1"^ 1## 1#0 1#I 1#P 1#Z 1$  1$U 1$V 1%( 1%0 1%W 1&  1'@ 1'A 1'U 1(  1(2 1(3 1)" 1*  1*' 1*( 1*) 1** 1*.` +
	` 1*/ 1*> 1*? 1*J 1*P 1+K 1+P 1+Z 1,  1,$ 1,% 1,- 1,/ 1,1 1,3 1,I 1,J 1,Q 1,R 1,T 1,U 1,Z 1,[ 1-% 1-' 1-) 1-+ 1-.` +
	` 1-0 1-1 1-7 1-8 1-= 1-D 1-F 1-M 1-P 1-U 10  11< 11= 11B 12  13( 130 13: 16  16V 16X 17> 18  19% 190 19: 19@ 19M` +
	` 1:  1:Z 1;  1;* 1<  1<; 1<= 1<L 1<P 1=' 1@  1@\ 1B@ 1CS 1C_ 1D' 1D) 1D* 1D, 1D4 1D5 1D7 1D8 1DV 1DW 1DY 1D[ 1E'` +
	` 1E0 1E: 1F@ 1FH 1FJ 1G8 1G: 1GE 1H  1I( 1I0 1JC 1JP 1KY 1L  1L* 1P  1P) 1P* 1PW 1PX 1Q& 1Q0 1QM 1QP 1R0 1R2 1RH` +
	` 1RI 1RW 1T  1T' 1T( 1T* 1T+ 1TW 1TZ 1T[ 1T\ 1T^ 1T_ 1U( 1U0 1U: 1U@ 1UF 1UG 1UI 1UJ 1V/ 1V0 1V2 1V3 1V9 1V@ 1VJ` +
	` 1[@ 1[Y 1\  1\1 1\2 1\[ 1\^ 1]: 1^P 1^Q 1_  1_R 1__ 2.: 20  21O 21P 21U 22  25$ 2^0 2_S 3   30P 31  316 40  49'` +
	` 6@  6HY 6I  6I? 6I@ 6IJ 6IN 6J_ 6K  6K* 6K0 6KN 6KP 6KV 6L  6M& 6M0 6M: 6M; 6MB 6MC 6MX 6M] 6N0 6Y  6Z; 6\  6]+` +
	` 6]/ 6^( 6^/ 6^@ 6_@ 6_E 6_P 6_R 7   8?X 8@  8S6 8T  8T) :_P :_T :_U :_\ :_] :__ ;   ;$C ;$R ;$S ;%0 ;%3 ;%5 ;%6` +
	` ;%D ;%H ;%P ;+\ ;P  ;QK ;QP ;Q] ;R  ;R) ;R0 ;R: ;R< ;R@ <\  <\N <\P <]' <]0 <_$ =   =#V =$  =$G =$I =%S =%[ ='K` +
	` =(  =)& =+  =+4 =+@ =+T =,  =-7 =-@ =-Y =0  =15 =16 =2= =2> =2@ =2B =2C =2E =2G =2I =2M =2N =2Z =2[ =2\ =2] =3$` +
	` =3% =4& =4' =4+ =4- =45 =46 =4= =4> =4Z =4[ =4_ =5  =5% =5& =5' =5* =51 =52 =:F =:H =?, =?. =J, =J; =J@ =JA =JP` +
	` =\  =\? =\E =\K >   > ' > ( > 9 > ; > B > C > E > F > K > P >!N >"/ >"0 >$  >$M >$P >$^ >%  >%* >%. >%0 >*0 >*O` +
	` >+  >+Z >+_ >,  >30 >3Z >?@ >?G >?H >?L >?M >?O >?P >?_ >@  >C% >C' >C7 >D  >E, >E0 >E: >E> >E@ >QQ >RU >T! >T^` +
	` >X  >X$ >X% >X@ >XA >XC >XD >XE >XG >XH >XI >XS >XT >XX >XY >XZ >X[ >X\ >Y" >Y# >Y' >Y( >Y) >Y* >Y+ >Y, >Y- >Y0` +
	` >Y1 >Y3 >Y4 >Y5 >Y7 >Y8 >Y9 >Y: >Y; >Y< >Y= >Y> >Y? >Y@ >YA >YC >YD >YE >YG >YK >YL >YS >YT >YX >YY >Y] >Y^ >Y_` +
	` >Z  >Z* >Z+ >Z< >ZA >ZD >ZE >ZJ >ZK >Z\ >[P >[R ?   ? L ? P ?"4 ?"@ ?"O ?"Q ?#  ?#! ?#0 ?#1 ?#V ?$  ?&N ?'F ?(#` +
	` ?(0 ?(\ ?)  ?)) ?)0 ?)2 ?)@ ?)F ?,  ?;8 ?;< ?;M ?;P ?;] ?<  ?=W ?=[ ??: ??@ ??L ??P ??Q ?@  ?@, ?@0 ?A( ?A0 ?A:` +
	` ?A@ ?B( ?B0 ?BN ?BP ?BR ?D  ?I4 ?I@ ?IN ?IP ?I] ?J  ?J) ?J0 ?J^ ?J_ ?K& ?K. ?K< ?K@ ?KI ?KP ?KY ?L  ?N3 ?N4 ?O+` +
	` ?OP ?OZ @   J;@ J<  K<Z K=  K@> K@@ LZB LZP NOA O@  OH> P   Q-+ Q-0 R.P#@$ #@'P`
