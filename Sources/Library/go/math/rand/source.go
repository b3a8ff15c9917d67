// SPDX-License-Identifier: Apache-2.0

package rand

// Source is a source of uniformly distributed numbers in [0, 1<<63). It is not safe for
// use by several goroutines.
type Source interface {
	Int63() int64
	Seed(seed int64)
}

// Source64 can also give numbers of 64 bits at once.
type Source64 interface {
	Source
	Uint64() uint64
}

const (
	historyLen = 607
	historyTap = 273
	modulus    = 1<<31 - 1 // of the generator that seeds
)

// additive is an additive lagged Fibonacci generator: each number is the sum of those
// 607 and 273 before it (D. P. Mitchell and J. A. Reeds). Seeding mixes the numbers of a
// simple generator into a state far along the sequence, so that seeds do not show.
type additive struct {
	tap  int
	feed int
	vec  [historyLen]int64
}

// NewSource returns a Source with the given seed; it is a Source64.
func NewSource(seed int64) Source {
	s := new(additive)
	s.Seed(seed)
	return s
}

// step returns 48271×x mod 2^31-1.
func step(x int64) int64 { return x * 48271 % modulus }

func (s *additive) Seed(seed int64) {
	s.tap, s.feed = 0, historyLen-historyTap
	x := seed % modulus
	if x < 0 {
		x += modulus
	}
	if x == 0 {
		x = 89482311
	}
	for i := 0; i < 20; i++ {
		x = step(x)
	}
	at := 0
	for i := range s.vec {
		state := uint64(0)
		for shift := uint(0); shift < 66; shift += 6 {
			state |= uint64(states[at]-' ') << shift
			at++
		}
		x = step(x)
		u := x << 40
		x = step(x)
		u ^= x << 20
		x = step(x)
		s.vec[i] = u ^ x ^ int64(state)
	}
}

func (s *additive) Int63() int64 { return int64(s.Uint64() & (1<<63 - 1)) }

func (s *additive) Uint64() uint64 {
	s.tap--
	if s.tap < 0 {
		s.tap = historyLen - 1
	}
	s.feed--
	if s.feed < 0 {
		s.feed = historyLen - 1
	}
	x := s.vec[s.feed] + s.vec[s.tap]
	s.vec[s.feed] = x
	return uint64(x)
}

// states is the generator after 7.8e12 steps from the seed 1: 607 words, each in eleven
// characters of six bits from ' ' up, lowest first. Tests/Tables/rand.go recomputes it.
const states = "" +
	`J_/FK/C2W7,;]EEZ&D2[!,/\:@+/1Q>-!K7Y0GRU^$H$.^,$WQQ@H?*#'\-/B.Y=U'I6X_#=WSA,&AE_GJ5E!++$2?-Z %-RFX&@J?$T\14GF$` +
	`5!EIBDT=M''<UBZ?9\G<U)H-4 *ESJ]^#+0CDIEU,Z#'"HFI.[T^0X**&-O+F*O?>/L"XHN$+SW?);LR\*3YU1& ORRXD0C,J]#K01 ?()S"9,` +
	`H!X\/]IAB$*@DSKG$QHQ6*6VIP]F/I'L%&62@IPSEJH&A+E>WO],DJ&>FLB[X6(4.(\EY615<J N-I=_RS_N\#/ ,$R_N'#YU:*U/5*92S4([ ` +
	`I'-$?+#%JY")%;T9EI8DW+1E'.VA#39>&CYZF5%&U5X W!JTI3LE_V+S#BVJ9H8/!+_>YV&9AV0&"Z5I,8PSAQ!%+!IV9H#4[X#H4XQR7*BC/#` +
	`WA.T9PZ"'[+R!_&X#7:E  &BZ3V3AB1?/,-'UTB7^N1*.>Z)Q<5\O@'FN^F5KP&D  OL5Z?D52%K-YT"3(*O^5&&=1S[PV[*<:%>(.C0E#8+N ` +
	`[*=-4!G=5\.WC=\UK D>U!W0]?]A1+0Z!YM.X/RW>B\'8N[Z!(F#YA#Q%N(YQJC!2$ -MV05LU89 ::I<,3)N_2(]FRLC'44%>*&=NNQ:5%SR)` +
	`)]&:Y3 D@R#I=(4^U&%0Q PEL63^/VUT,835%J2+&8Z-@J],DUO?SW$6!NL%T:Z16/IX#^;OPZG=!RGI43)I<D@+KSD7:=91FK+K,\.<5!>JS.` +
	`NA.K7-E7IX$(L;K/II:0N()/&1VK&"0U/\;=&]S:A#T*?J3TA7*UFO+<.PFW.SG)P/UH%#$2B(XE-/K1U%Q+..=!^XDW4]Y+X/%.\^L'J@^-$.` +
	`I=Y0[Q>V)H.1 %3,?\P>&%5/^$$_0F'M BOES/['X'\#^*2&WB+T27*A=,?(_AZ>4$=;=\W[M70A,%D.' XXUNM/ZB&]$9C",?-0G"1NL=,"3!` +
	`3W#E0J9S<(.1+\CH4?:(9&U^H%.!V;%W-VK?LPN*Y1%$GD[I.C^16R.>'FO]AA0G:'\X >)!4CW!(30.;";$1Q))+ WY9 \6'5&7T&V@U!>(X ` +
	`@'7]5G^#/\)7Y&BS\K8N=$F3K32]/#QQ(EF).>6J5H3":BQ@7M(??2%4 @ &PY4(@)G154RZ>6\C+48:F$NX_/./B(5/Z<^*F6/X@$3K,H@+"%` +
	`>C_+H=\G04/,\3Q<%?K<,-F@U: E0!R%,Z;)O0(5< D.[/YTV4C_$< *MOK,[VF<9,9 DO2"SQON(JG(>7G9MP? ;BE^XFD">C!P_P@)'G37\"` +
	`=7X9B"XMP1+^*6LC$VMF""B,8Q-32OO')C8RLF UM[M/03P':^*'] -ADNK\F0^P7*+X('=V.?J:$Y;K8ZYYI8S/4\#Z\6PS$K#$?#H( :>%7$` +
	`0+1>2Y(B3!$7LWGH(+H/B/:WK @TUK['%$>DR2@Z DK(01ZGR<CH^U ((OM"\+!_L,ST>.*Z#96>,90V67[YU2V/LB.6RB<(H%"QDN1[]O.]D.` +
	`JMRM\S8AP:#G%Q_G_)/>Y*E*,'Y4YPTK"V9WZO=0_$;.S=>[QL?MO#%NR_V9-#)_U&;_@#T TY3&'2VMQD.W'U_(FE*'Z[V231)!UPU@4D<J!,` +
	`26@$9TK%-##<;-+,@U:%U(OG"AJU OBQ%>E3ZXFJ3TA$A[*A<)(%OC!T(><Z<K,>H$ CB4$?R;N_ A2NT@OC+.9$( 6X"2_9[."G,')H'4M1\ ` +
	`7_J*]Q0^]Y*:D#+48)]A3%T)D^E8O# U!3XIS08FE&D):S<P7336%)"@(IVWFC0!9.65U)V')D?2+]J(*DUS:1*(@^F!''*T2])A"/C[SF9J0&` +
	`#VZ8PV!F=R(*YGM8%FH?/&?+,[K;C_\X,_3V4ENRZD;+1?Q=-XY%2_&;?D(V<KHQE+[4,$57RSEO-A)U<SU**/,)+N^?$$0W5J%:1+6S!4LM"#` +
	`#"!3X9W1T^'&0U!K3/Z@L!9#\QV"T7GP-G\P>FV-^M,'%B,A$_Z-F8+Q8_B#FDA)'&8]W)PX^'&\-51!KM4@(37)I[*>D;(!3K'%%MS*]A(G)#` +
	`X:6-L4P!8>$Y"J?G"U4"@*3SI%\+L?:($ <:*1!K.G<%R/TGQM_]DK+(]+NH?%V;Q!9-?<IA!E5K-4 G0<VJB1]#8(HC,C[P#Q$W^MDO9EN?@)` +
	`L"<-45LJL> /R[RX !BP^%SIKOL55M#)/4_YY[ SG4,&U12<?,DWJ:/+)\RV>5I2S$RY=:!77:\&"T$H=,0/CWK,?6A$*)6W\$/^T0.;0 TS5-` +
	`&@>K[D]BJG&R'6SXUSK+>%)W):_I3J8,#U(EO]R!4GV" (1L;R(1MM%T&C\FIL9E- D?SMBG>4>B+/CVF<0UA&!')?3*=-**?C"U"+1I5GL^O(` +
	`<ZT("/40"G"/:@ -^4>]3/]5>%?C&\06 ) <CKV*FM2.&0*E!*8L5%$_0W_4?",&Y,%A [H%Q(&,-Y,,P&F$F!X*:Y F69#FAQ,:40/O*ALT:+` +
	`Z%.;PI4\J"' ICW5F\R'5#?9%ZIG-N"(&TPZV=@AZ)I(!Y\4HD+OG.%Z\6H&5R$J**BA2R+-F9!;-Q!ZD\ZL:_+)1I.;I"H, I'DHE9!^X.8H%` +
	`D1.P2#(3K("FJCN8U4/>6(C5^++GX@BF+D[O$5B+#B.(]RPLA!;D6O,)\)KSCONY@(X2<TM/[ ?W%)TN@+3,EF8/@-]F'F[ &#-79F0 >OV85(` +
	`K*CGBMQV_A,A_BA64-.Y=- P>6G8I5Z,.9#Y27\"R;4 &RET*O>7[L*;7SF=#]:VA*'2AR#:K)?)$39O=@"T*\T%T8-^RI8ZD1'!AG3J[3W"\"` +
	`WAG4"A^?7"$BUQ*22M&PO/IHN3+J"G5J,"@S40$*?*G&9O')7-62VL&R([I<1V!\]'[=VX*4Z/&C+8?4.P17_W"*Y!.C<#:L?,"WY6RW*T,V:!` +
	`G HY7G0JYT,=SNR9L%:G0!-=;D.*-;<R)4I3#.DW^!')18[&XV[TGY'1(N])V _6.-BL>2PN/K^5$5W49UOYEAW!*C278=*;#U%YE-&R8HX7/-` +
	`%91G/SCOG^"PRLG[%^IW^!"*<*9[\'KL"-$#9>=#D:A-]VG(18A:SL,-#'^Z6?)I-&>%'A+5"T@/$')9(W57Q.@ QE]^8] Y>=!AS;K;9#SXU#` +
	`5*#D#:'H52(3MC:Y,-P)^(FB(V(R!J;.&!>*7WQ9CO^#3B2G1]3#$K.$WWW'C=,^' ;;=?X, @M- 7J@(H=?(&P('<""ZQ,J6G%@5G1XKR5JK"` +
	`#G?_);3 1R!B7X$1X?W^<,??XHF*:NMG'[;?Q<K7T65-'/**KE?"G</JY<C"!?:M4%6(LD:Z+M[R)=Q!]*;OKW\$8FZU-#1$#--*W!SS6>'\Q#` +
	`9OJ7B=:$#2 LX!J,0+'D[%\_;'ECV6X,$_+:^4#W'J--<M,LGD+SJK,D#!XC%DK=_#@[1RH*%5_Y +SPE815,AY'UQ4!0L '"N((8 AY'QS$1,` +
	`-MV+@=ZMV4"_EO)A6MA7,#3NM<#"7SIF,:'%)4=@6G?-$$99HT0HE3*O:.NXO\ZD )C4R\ .#?3@ ?)D7IB1$C*#>L"@ %V"DU+?QQ*Q#-/^9)` +
	`GFKN_A>B0, !A@/Z.[^;$/K--'-TZP_M##GUMHE-]R^+"(=!)95=$R$#JO-BIR"H".CKS@:<&NE:(-6^CKC"B@E'7<>(7]YRK, >;A?<7.)2+!` +
	`52-X1)XBFG"CBPR(4G2 O"ETI,(9:-X7(HF![7>?FGT$0TN\V!<KZ0$7<&YW)>?UD(LU)/VZZ!Y]*ULUV$ ^:.?"8'_69CB _N)C-;XEL7XQX*` +
	`ED;?5ZI0I/"E@F?\LZ7.4)SDUG_&G-JK"L A,Y,T[2++!C\?'[AT^U ')FCT#H$?I."Y:$SW\1W>!..H^IZ@!! .$R/S;Q(4GR*CE/!_0(HJ.*` +
	`E.]ZH3Z])E/L]=0][]:'*"\YIY'\D<D$,T:J6](?#']+X"9]9"2-8F"]46E81/D,'!1C/*K&:#5- ;3S&KP%S"A' 0(K4:SFWB LX6^$N0UR]+` +
	`06/"KC?>P1)RA0!"&RMLE&G6M-LF\6(2-A?I_Y5+BXR&]3.!2!A@4*&!<3N6@0>OS#65V$^:B>GV+H@:W4,AA/N//OEK#@[MBB  %C,0[1J(/-` +
	`^P^9X":  <(EW]DPF?PV3.X-X"\R^:(X('S_; ?94UY)X3@\TX>!G1",9B%5+8=2>,\,A1U1Z>A/+B3KJ<M1$_,*>5R048AC](*<&(T$-+*QC$` +
	`-!RJYLO(1S&J:SCC\+$IP%ZNY7@#!KN")*K"Y/ KM4U)+W\#ZA#9/B.)8S1!\%(:1,M@,NVZ8[H=,L.2_#U@DE(/DE7@*J5K]6"KJ5 Y^.G\Z'` +
	`],GZD^XY>P#D*2>U%=A.,.AX?@@7</2$&FYT9Y!1P&R-[GK&Y^SE8D(JP8;*7E[4# U6;%2UV1 4-JTFZB/+:0Q/%N\(=#1J=!";=WGV$A7;>)` +
	`7K>9]1G<(O"GW9PJHZ@Z:)5O&H3#QAE(*G/TD6D]^\* S)V:DD9SNC(", /ML!,+-"_R>,)T5"AQ#82$Y3)NZ[',0@HTYX6UXO)P=2AU)C7"\.` +
	`M);I&O#V!N#K=*6S%O..0'W@7(,$6D$H%ZN'<I[$PT(+D,L$/'(=6C.?3AW2< J!W#%0>9B50S&9)C(>7^7X6MG, H,%5"CYT ,]F>-JG:L<5*` +
	`,],&4P:78-(ZWQYZ9KY_:,86!A5"H:>W.3C08F2'@'Q($'@))AR^TG$XRZYEII'?P&?-ZH@#B\#3$^U@%L>Y)"1,5P2K1H5U^F*-RJ4>SBO]F"` +
	`,L/.6 M;()*8!EH/V]'IO'0],&AH4R&T&EGDM\GK\9X+"<^[=#-$CV&PAVY_EAUTV)CM.A4W6ZH&*6D%^"V?/ **&Q$973D":H#BIJ4UN(&EH!` +
	`1T+(&CQJ^H/9J.$=[T32/#LQL-E52.MA#H'Z*[[9=^!&Q!&;\USN>()ODFA/BP:Z:)Y)M_JKN*]*+L"QJS[MP,<+KLMMP2H$<L"2^?O;M-Q4?-` +
	`>0"H@"9@;]#N^,8^5D]YM!1Z!&4R8,<!*5/^,P&GI 2#5=JN[[5EY5'7#KQ0;?RW="#QB9V+<(/H"\NIA%Q+M&*,))M;('K9BW#%+4"H[X166 ` +
	`;XJYNL883_&WI>7^HS!(\#O&G;= ]1XY ^KZ^$_:@?T, E,>'8<<^2"A8I:$\MM"W!/SV#5.I34"-' TH>0P9'+.&;79@D<^;(%1Y5<7OB>K9(` +
	`!93>,R3=7J'D7F2XE!K:+%K?_<\M0$3? WF"Q\^S)K9**05=:A<+P8!>3N5* WT A,_O%T\/P4':-(6RXE:0[^N*ZHV8X;29*6'X BYHKM>^& ` +
	`*0/Q;=LOTF,#'\G*X<:ZQ-DIZV*P3A_D/V6=..6&N(Y+%N\!SC(SS(%$0N1G9%CT'(2&1$^\R*G;.5/S0[U5KC[&>-.1_J ^KO#L<CEIH?//)#` +
	`/ERT$6- )8*(?!X3?PES^,W(O5*D0T\,-#U%8E?L>AK/904K.\&$ C,^"F*[- J[F(]5EI2P#F9F&1-&_4GHLLG"BT(B(,L/.Q-G:5$\Q(&22"` +
	`0H%^<@G E=$$M0PQ.;7=Y(WZ1J[(F]_6!EQ)\CN+*J%'Q#S+)?@=T?-MVYAT@'D$X)9"WV5>9Q18*CJ8=5,TQTI)Y(S;1 $3M-%0?9K'6LF3)%` +
	`#G5BR7G%:\!D,HGA5/>MQ(M>_[C5^SQK"=L4RE+A(=^#?8[-[94/"X'KEN[KVJ=KJ/1+V:2F=7Y_,VMM<A8*>BJ#GA,R94^J"F)^58]QW8$"3#` +
	` RV$ 9K=SI/OXMFBR$TGB)^=^=-!+%?V&A>4[+20K]L$Q(3'32>Y>R$*TS\#5ZZTK+FD]<S!ZKZD'RHYLF_@INA)F'V8F]$-?,.+G$P$QMO<(/` +
	`#0E7K#J4W3,@400])>F;\*=/,NE#*0GD%7R&1[7J3\3 F>^K']'6NU*D2X@[-!+4Y-<Y!,[] _/H"TK87* S1%((Y!<?((<.&/-VNBFPA*?&I ` +
	`>;CVTNVN").V-0R>,%LY!&W/$&<CYS,6 ![:$P>!M70(;06WP_4W>S.R@>2C@RAWP([C^Y6@XNP7-T+,V/@$4V6(MM@=/-GJ%U'4@@T35H0BE%` +
	`$?.:9 Z*. $  V]CF;&^= ,, 9A]857T!?6LY C4,UE'#A].O+OTWI)O%> 'V(NN9&H9(*TX\YR5%'8=D4%K@-N.4Y[Z:<:9"?''XI/OU=W'E$` +
	`&65><-F_-*&;F_/4GC/G)"B4/C'W&"^-&FQI??:VXWX.X@^KD>TN7+)]>KX;_]J>^!1'<MRKFR/)#ILQ62)5HDG%.07=-J0T1R'87IR_IS4\Q,` +
	`;'KAS=_^F)!].<T&IK9:B&: 7MD$;<6O$-!LK>J0_#Q"556XD?1,4@%CP*22L;Q8-(%KPX V[=VK*/^'\D>B<9R/0%.L<V%S(A*!M)YPZ1<*0&` +
	`XECR= ZO\3&$>\:__RJ*@)>9N0J"U9<E#T/?E6RDZ_A"**D])=A-64)4&RG9*9UWE,X_UDVGM911,IRQ0/*Z U?*L#AO1-\H3'%I;)*6 (XY5/` +
	`D@"(;A3ZU6.,8,L9ID'ZN/'(KJI@59>C*N@SB'W(!>'.7_M>,;I631'[ O7SM9H7Y'&7"PQHC"@F#`
