// SPDX-License-Identifier: Apache-2.0

// Written by Tests/Tables/unicode.go.

package unicode

// The categories.
var (
	C  = unpack(` ?^%@!;SJ!! $M!A&!C#A,!!Q"!WR']_!! #T!$B#$")@Y["_G(__"Z'! !CL(0!DV1/@FD"#^L*'MHWP!?! ^"@X_#]__!$]__!`)
	Cc = unpack(` ?^%@!`)
	Cf = unpack(`[*SJ!! $M!A&!C#A,!!Q"!WR']_!! #T!$B#$")_HO#Z'! !CL(0!DV1/@FD"#^L*'MHWP!?! ^"`)
	Co = unpack(`@@P#_G&@PCX!]__!$]__!`)
	Cs = unpack(`@@L#__!`)
	L  = unpack(`B$9,9_"+!)&! 5">"I.(+<$/"!B($"!$##'!""#"! 2"R""J$0E%"E!%'! G!N$:(#Z"J!F"!"B##0!!(!!+! !%1!"=Z!X"79! ` +
		`?2!)&! 4)*!'8! 7.**7"%B!I!T#U!'3!.)>/('$!$5"&#$! "'1!:!""<!5)! $(!$5"&"!"!"!^!##4! !@!("""5"&"!"$'3!` +
		`>!O!,! &$!$5"&"!"$'?!!"! !?2!"%&""#&!#"!!$!!$! !&+M!U!! &"""6"/';! !%#!!?!('"""6")"$'@!!!"!!0!!2! '"` +
		`""H!%1!*"0"P!%*1&7"(##! %T#O!"!8&T#!#"! #"7#"! ("!3#! ##6! "A"@"! &"C!V!$F'J!I!1! $(#'$!!(! !(,92! D` +
		`!#&!$J!"L*"#$&#"! "$H!"#$@!"#$&#"! "$."X!"#$B"J"/@!U"$%&K3$0"9*J",'.1:2<1<,"">S!G"%!F$X".$$A!#&! D"4` +
		`>B#=$$6K!(9L#62T!E%^"! M!B!'L#=:!4K!T!C!R""4C!$(.J!$"R"#"%"!'&! ^%@$U($%$E!$%$'#"# =$T!"&#$! !"&&#$%` +
		`(,*""&I'.!@!,K&%!$)#$! #-"# ""*$#*$)U!!!\S"! C',#&!8E!#&!$W!/1! 52&"&"&"&"&"&"&"&A%V.!!K!! #*!(U",""` +
		`Y""#*J!"]"B!?@#/@@!_M&@$LT5F$M!$L(&/4!H!N!@!>$E"B#($F#$_!*!#"! #P!/"""#"6Z!S!<Q!\#%'"!!,! :46R!<.N!Y` +
		`!1! #")4$"H!N!""'H!6'$! P!#$!!#! #%"!P!"$*."8%$%$%2&"&"J!"-,R#Z!C]*86(P!HP0M+$I#L"&8$+"! (","$#"!!"!` +
		`!"! J#B"J+D!_!$U!P"+H'$"F$H"9,96X"&%$%$%$"F"+"9"2"!".$-D"Z#J8<&P!^"?:3"',E!4=$C!('@#]$D!C!(C!(G!0S!8` +
		`*"."&"!"*"."&"!F$V)254'P!%"I!"(J$%%"! J!"!'#! 5462>B$2"!4549L$W!,!A$0! """"<T"<&<F"'";V!U!4542:1\&H"` +
		`N#R!:R!:C!X5I!,!\$<5)! 4T"1\"4V!68T!R#!%.! K!@"8T!C![!#!0B!'-! N!<#K!"!F"1"8F!!^#&#"! "".").N!L"'$!$` +
		`5"&"!"$'3!8$\)T!D!#H!"\!O!H!!#Y%! M!R"#H"O!I!\!! I!;H"! 9J"&R+K!H'_!^!'%#! &"!"7?"!\%'$F!A!"!Y!+! F!` +
		`/6!6M!G!3! G"N0("D!C!R!! <@'&"!"E!K!:! $"!"?=H*! 1?"! +"A!Y'P"! X<L.C&XD%@#>OA!B!%R['F2R[0X1.>B!N"B!` +
		`=D!O!@!#^!4*2@K!_!@(J"+C"! +@$!#=! V_%0UF!T"(NN1#"&"!"B)?>! !%/! "0K,HP$J#*,&(.)LV+T""F""!%#!!#! ""+` +
		`#"! %"@""#$'"&";"#"$#$! %"S*$8"8">"8">"8">"8">"8"'HS#>,%J0]!D)L!4&A!B*! <D!K!H>;HO!&"#"!"."D&V#C"/UE` +
		`!! "":"!##!")"##"!-%!#"" !"!##!#"$!"!$#"&"#"##"! ("0*""$"0HT(_VI!@"YA$,]&$AT%<PI'^A&]0D^"JZ$*_B$`)
	Ll = unpack(`B&9U#J!! 6"'#";!"(!"7%"" !%"!%$!!%!%$! !%#!#"!%"!!"!%$!##!!#! !-#"#"'!")!#!#$!#"< %%#!!"!)"$ C"":C,"` +
		`!'$! !E!<! A!"!&"#"+ ###"!T!! N!#"03":%"&!"P!@#H!NT%J!$"PO!%DH$(N'K!^#,"A!M&"J" '#"P! '0%4'0'0%4'0'0` +
		`-$'0'0'0$"!-$! !"!0#$!0'4""!E1$!!$!W!%"$!0#)V!!VJ%O!#$!!"#)"!!"! $+"Q!!(!#%!8E!#&!GQ\!"6G!"-O("& !#"` +
		`? &#"!%"$)"!%"! !#")+&!#"&)"!-"$Y!$!JS!J!*(.O"@TG!&8$RB"9ZL"G!P(C!V)*"."&"!FP#R!Z\%?@XJ!?TYR!9T!&"1T` +
		`!9T!##"! %"*T!9T!9T!9T!9T!9T!9T!9T!9T!;X!8"%T!8"%T!8"%T!8"%T!8"%#UY!! ("3,%N_$A!`)
	Lm = unpack(`@K!1(+<$/"!K(&!]=G'!H*!Z0!)@!!3$!A*H%!IM"@$!KC![V!!W&D3!@=%\*^!;C!! C!CK!.!@!,^]%!C/@&!K=L!! #+B#!!^` +
		`"! !MQW!CG!! $]0S#!X!!R'(A%8!R&"&!K=7!S(M#!J!!N&#3G@5!Z"!@^#%"I!"(JXQ!#^D",@$!#M@0! ""&"!BC8]!R,&[Z!` +
		`@C!!`)
	Lo = unpack(`U*0!A0%! "A-\9! 9(#Z"?")F"!"B##9!!+! !%1!"=Z!X"79! ?J!5T"8.**7"%B!H!V#U!'3!.)@!.('$!$5"&#$! "'1!:!""` +
		`<!5)! $(!$5"&"!"!"!^!##4! !@!("""5"&"!"$'3!>!O!,! &$!$5"&"!"$'?!!"! !?2!"%&""#&!#"!!$!!$! !&+M!U!! &` +
		`"""6"/';! !%#!!?!('"""6")"$'@!!!"!!0!!2! '"""H!%1!*"0"P!%*1&7"(##! %T#O!"!8%V#!#"! #"7#"! ("!3#! #N!` +
		`#A"@"! &"C!V!$F'J!I!1! $(#'$!!(! !(,9R#! G*"#$&#"! "$H!"#$@!"#$&#"! "$."X!"#$B"J"/B'K3$0"9*J",'.1:2<` +
		`1<,"">S!Q"D"! A!"T!.$$A!#&! D"4>B#=$$6K!(9L#62T!@+N!B!'L#=:!4K!T!C!R""4=B'#"%"!'[A!! "N_%W!P!62&"&"&` +
		`"&"&"&"&"&OB!V!!(U"1"! X")&! I!"]"B!?@#/@@!_M&@$TP4"VC!F$G!0K((/4!E$R!! D"S*H#!&&"""#"6Z!S!<Q!\#%'"!` +
		`!,! :46R!<.N!Z"$$(4$"H!N!""'H!/"%'$! P!#$!!#! #%"!P!!&*//! $$%$%2&"&B)B!Z!C]*86(P!HP0M+$I#G$"! (","$` +
		`#"!!"!!"! J#B"J+D!_!$U!P"+H'$"F$R&)"L!$>&%$%$%$"F"+"9"2"!".$-D"Z#J8<&P!^"?:3"',E!4=$C!('@(M"D&G!0S!X` +
		`)V)254'P)%%"! J!"!'#! 5462>B$2"!4549L$W!,!A$0! """"<T"<&<F"'";V!U!4542:1\&H"N+C!X5I!,!\$<5)! 4T"1\"4` +
		`V!68T!R#!%.! K!@"8T!C![!#!0B!'-! N!<#K!"!F"1"8F!!^#&#"! "".").N!L"'$!$5"&"!"$'3!8$\)T!D!#H!"\!O!H!!#` +
		`Y%! M!R"#H"O!I!\!! I!;H"! 9J"&R+K!F-'%#! &"!"7?"!\%'$F!A!"!Y!+! F!/6!6M!G!3! G"N0("D!C!R!! <@'&"!"E!` +
		`K!:! $"!"?=H*! 1?"! +"A!Y'P"! X<L.C&XD%@#>OA!B!%R['F2R[0X1.>B!N"B!=D!O!F#4*2@W!J"+P%! V_%0UF!T"(NO1B` +
		`)?>! !%/! "0K,HP$J#*,&(.)AG1V/! K!C"B*! <D!K!H>:JO!&"#"!"."D&VS"#":"!##!")"##"!-%!#"" !"!##!#"$!"!$#` +
		`"&"#"##"! ("0*""$"0HT(_VI!@"YA$,]&$AT%<PI'^A&]0D^"JZ$*_B$`)
	Lt = unpack(`K<#"M"VL'! &0'0'90!^" `)
	Lu = unpack(`B$9J&6"&C"";%"'%"7!""&!#"!!"! !$#"!""&!"!#""!"!%"!!"! !#"!!$!/###"&%"(%#!""#"<.!"!%"! "#"#C2"!')!-"!` +
		` !#"!!"! /"(G"#! !'"++#!"!$R!A#"03";!"&%"O!$E!RT%E!#&!DM!U"TI$J!$"A4"J"3"P!2'0%4'0'0%7"#0'P$#8#8#8$6` +
		`#M0%!&"$"%$! #-"# "$#4!+^!!XG%O!A#"! !%"# "##!0"#"P!1"!)NJ>!#"5G!"-O("&'">5""!"$)"!%"!'"* #"$#"' "#'` +
		`!+"!Y!LY5! 8JL"G!P(C!X)*"."&"!TN#R!Z^%?@XJ!?@ZR!9T!9T!9U!"!!#"!#! ""'T!9T!!"#$'"&V!!"#"$#$! %V!9T!9T` +
		`!9T!9T!9T!9\!8B"8B"8B"8B"8C"VI$! @!`)
	M = unpack(`@P!O#F1&N0L!#"!!"!!"!P$*@#4A!F#! %$%$!"#G"?! 9V%*T#(39! ""("""$V""X#'T"7"@!L#""1"&4!Z!"Q#"! %$!$"3+!` +
		`!;!$"Q#"! #(!$"'?!!$!6"Q#"! &""""H!!L!%""Q#"! %$!$"."4!]!\!! #&""#3I!! #O#"! %"""#.!6!Z!"Q#"! %"""#.` +
		`!6!?-! "N#!"&"""#3+!!>! !M$%! $#"! &D!![##! %8'E&#! '6&R$!W!""(!B#3"!**"C!3E#! 2N!#("""$&&#:+#+! "^K` +
		`!"D[!#X!"Z!!\!!@$?3N!! !#V#!!C!!L'+(+V-$R#)"<%Q!! =B#$^"0L"(8"\!,P#-@#3P)""4)'!$"L,_!@M!@!\_%"[(A#! ` +
		`>TB!%R&!H]Z!#")@"!@%!A1$!)8! #)T"!!S!! 0T!1;G!! &R!,X"#^"-I"D"! ,9)!!N!! !E#"! !$!*!#J!! #*!X.'"!ASG` +
		`!B7! .@!/[\!C'!J)$LH#""!*#P"")F%!!^1! "F8!@%"L$*B##T'"J#.S"#!!+! "Z"*/^!! !H"-@!!Y"-! !@#-0#"!X%+-#!` +
		`Z)+J!#N#!"&$!$"3+!!#! %&$@,1O!R"! 2V.&$(V!!D%0T&,J&.@0.J/%"!$##"!!N$! %$&'=! (P"&"#1*! )\"/J9'"'D%5"` +
		`-T'%'"!!"! %#C"! #"!"$V5#2!#Q!! %&$[O*'! -TI;$V#&QA""! U!.#C%,!!LE3!!BS$! L!$6\A!$&%0'$&\!#H)"V[#V!(` +
		`Q!1/!L!$".@U"&"0$&"!"$I&A%! %O7^!! "X?#@^!&Z&&J[KP!O'`)
	Mc = unpack(`GP$X!!$"0#"!D#!T#",!$!5L!!T#"E$[!! !1"!!V!!![!!#'!!#!!+!L&!"!&"""5J!! !Z##Z#!U#"! #$!"!2!Y!/!![!! !*` +
		`"""5K!!!L"! !,'D!!T4!_#L%!!%!-#!!:!!+! !$&J!!$%%+! !QG#?!C((! &"!T5#$"(!"%@.!U#"!3"!!)! $C)Q!!+"! #"` +
		`![#?!(!%]!!$"#$!!Q!! &0!W*6!LS)!F_[!!%Y"!!S!! .\(!_"Q!!!%!!#! !\&!$!Q!N!!#N#!$!+N'!!"!!"!!"!GAR!"!_'` +
		`N!! !(!G'9!!\!!@#"2!;^"! !&!#K%! !^!!T#!"#$!$"3+!!R&! !0!'K#! !-"! "%N'! !,#%R#! !0!#N#!"!-J#!!%!J0"` +
		`3X'! $"!)#!#O$! !0#)U"!Z!!]#X,!=K#!/#!J-$(!#_*!!-!@#!0!#P@4! U!P&!FWP!!,%`)
	Me = unpack(`PH"!IC+_P!! """VXB""`)
	Mn = unpack(`@P!O#F1$R0L!#"!!"!!"!P$*@#4A!F#! %$%$!"#G"?! 9V%*T#(39! ""("""$V""X#'T"7"?O#"!(')$! %4![![!!(#15!!;!` +
		`$!S#%!!%!!#! !'?!!$!6!S#%! #"!)5!!7! $#[!!%"! "1(!!,!!?![#-!E#$!O#"! !*""#.!6![![!!%'!*!H!!X!!R#!(#1` +
		`5!!>!Q$(! !#["!$&8'E&#! '6&R$!W!""N#-"$"!**"C!3G#! ""%"!$!R!!("@!#;#!!'!?@6! !D[!"Z!!\!!\!!@$!"&1#! ` +
		`)3N!! !#V#!!C!!L'"(!3'! !V-!%[!!"&#"!$',)%Q!! ,"/B##A#"! ##&!P"(8!@"#$!""Q#"!!$!""T#'$!P)"","&)'!&!L` +
		`,_!@M!,)$! *\_%"[(A#! >TB!#V&!I]Z!%! (@"!@%!A1$!):!!&!N)!T!1;G!! &R!*\""A##! "$!O"D"! $$!$!9)!_"T!!"` +
		`"$!*!#K!!!)!].#!)QY3!BN!/@!/[\!C'!J)$LH#""!*#P"")F%!!^1! "F8!@%"L$*B##W'W!! -S"#!!+! !B##$!/^!! !H"$` +
		`"']#-!!U!! '4#%@#! !%"!!'!%^$!&'J!!R#!'F!! %&$F,'$"#8!H%%#%!!"!!O'! ",!"!V!!J%'%"!!K#!##! $#F#! !$#"` +
		`$F0("!@0!#%!@)#$!)A!! (P"%$#1*! $$"\","!L9&"%#S"! 4$&"!"!T'%'"!!"! %#I"!!$!#\*!!,!!U!! #+"![O*'! -TI` +
		`;$V#&QA"@"! "C%YE3!!BS$! L!$6@B!"B!'$&\!#H)"V[#V!(Q!1/!L!$".@U"&"0$&"!"$I&A%! %O7^!! "X?#@^!&Z&&J[KP` +
		`!O'`)
	N = unpack(`@#)P'!+#! !BZ")L()L,)X9)L')(%X&)L')L')$%\&,F')0&N&)P&&.2Z&)@&)L')L$3X0)L$)^L!3BW!"^.),)L!)X2)@(*J*),` +
		`)L+)L%)L(),)MA"$! $,)L,R!$$LM![!\$5LG!=SV"J8!R!(<"N5#T()\!'".@")N".@VY!)X+)@4%T))L")L,)L!)L%)L9)LQI!` +
		`)Z>L!8X!B!!J5:H"#[!)!L($T,)\Z!'R!&N"(V$$L!%@*!$/$M!@$(H#!\!"V$$P&'P!'R"&T4%@#)L2>\))T"#@'&L(=@()X#)@` +
		`)).3V/)L5)L')L7)L&)L&+H:2Z%)LO!<F.)L$)L:)L&4VB"N#B_B!)L%)L()"&\Q!6RBR!383X&8JE"Q!@T$)L:)L?)Z\!(@()NQ` +
		`!Z!"""#X$L!".D\!,FN%)`)
	Nd = unpack(`@#)LB#)L()L,)X9)L')L')L')L')L')L')L')L')L')@&)L')L$)L1)L$)LT#)L")X2)@()L*),)L+)L%)L(),)L\D")LJ!)L")L` +
		`,)L!)L%)L9)LQI!)LX")LH$)XR!)@()X#)@))L1)L5)L')L7)L&)L&)L:)L&)LO!)L/)L$)L:)LPE!)L%)L()HGV!Q!@T$)L:)L?` +
		`)LE")LI))`)
	Nl = unpack(`\N+"^F%B!$#]G':! '<"VJ[!)@EM!T!Y<)!L($TB0N#`)
	No = unpack(`D+!+#! !JS$%P7%P'"J(&R-&B!(B;)JC"3FG")A>VT!!&%,)L,/S"W6! Z!\$5LG!=SV"UD!! "T()\!'".@")N".@WZ!%BML!L!` +
		`B$#B!!J5:H"#HS"'R!&N"(V$$L!%@*!$/$M!@$(H#!\!"V$$P&'P!'R"&T4%@6>\))T"#@'&L(3V73JT"!\:(NV!2FU!4LXE!&\Q` +
		`!6RBR!383X&8\T*(BZ!Z!"""#X$L!".D\!,`)
	P = unpack(`B"""%"#4!&!T!"#<!#D!!+$!4!'$!]K!)!D=%R"!G#"!%#!X"!H!!"!;"! !T$#M&L!! ,R."L#._!F(!!+!Y(Y#!S'G,!9P+!U%` +
		`+!!I%! -#F!! "O$K"! #(!^&%W*E3! 'O)N3!X"!\$"N$!Z)"""J"*R3!P-!@(&"%X*&X!!Z'#V#$\#!@$'7]9! 603","+\!!<` +
		`!RG!#Z!!ZC"-^$!^!)F95^##@"!VO!#"!A'P$! M!"?$+F:"()$+A!-!E&["!D@Z!!Z0"G&+!F'%X7#L%!P""#R!!!P!!B&,@!!X` +
		`'#\'!@!!S/SJ4!!Q&! (L!B!"-#%!"!J)""%"#4!&!T!"#<!#"! %T9"YI!Q!!]9H7!O,@!!@1(M"Q#! %D$&R%#AQ!H%! #X"#Z` +
		`+&Z&!"#\'#@#!^$#).!""P%%W&B-! #4!#I#!T/6R&"X!,Y$C$! !Y/I(! !W)]"! &F%""$Z%)N3$T"!JH!!T$,_*QC!! #XW%!` +
		`VG=!K(B"! #1S:! "O4]E3!N^.$DM'!`)
	Pc = unpack(`_%@_'!!4!\]N#!P!"^. `)
	Pd = unpack(`["]J!!G#BR#!K@"J@"! $C@'#!^!!)=!];4!_&QLS!!!F!!5J%!^Y' `)
	Pe = unpack(`S"T!!_!^U#!#_Z!!SZ$X!!?[3!#?!]C""&A%A!!#"#I9"*A$"!C"FA!!#""Y""#Y:"$'"#$!]QF#Z&![!"''2!#"!U*T!!_!#"`)
	Pf = unpack(`W+^Z'!'=!Q\&"!)#!?$!`)
	Pi = unpack(`W*M['!$!%:!Q\&"!)#!?$!`)
	Po = unpack(`B""""%""!+!!$!!<!I$&!<!/_5!1S.! $S"W!!%#!X"!H!!"!;"! !T$#M&L!! ,R."L#._!F(!!+!Y(Y#!S'G,!9P+!U%+!!I%!` +
		` -#Q#!T$$(!^&%W*E3! 'KP!]#! !N$!Z)"""J"%"#R3!P-!@(&"%X*&X!!Z'#V#$\#!@$'7C:!!)! &0($#$"&*#"! (TI&#"!A` +
		`'P$!!%! !%#! '"!##!!+! #")$##"! +$"X:"S#^%!D@Z!!Z0"G&+!F'%X7#L%!P""#R!!!P!!B&,@!!X'#\'!@!!S/EQ4! %%7` +
		`!H!!$#&""#."-"!!V$! !""%""!+!!$!!<!I"#!  T9"YI!Q!!]9H7!O,@!!@1(M"Q#! %D$&R%#P[!$X"#Z+&Z&!"#\'#@#!^$#` +
		`).!""P%%W&B-! #4!#I#!T/6R&"X!,Y$C$! !Y/I(! !W)]"! &F%""$Z%)N3$T"!JH!!T$,_*QC!! #XW%!VG=!K(B"! #1S:! ` +
		`"O4]E3!N^.$DM'!`)
	Ps = unpack(`Q"S!!_!_U#!#_Z!!]W$$!M"X!!?[3!#?!]C""&A%A!!#"#I9"*A$"!C"FA!!#""S!3!#""Y:"$'"#%BIS!!O->!#"&'2!#"!U*S!` +
		`!_!$!$ `)
	S = unpack(`I"'!@!"_!"!W!"!F"$"!%"! "%$!]!@!!T<#8-*&#"! /K'/!!Q#!W(K(! !L'"%#!!O&!54!!X'!.!Q(J+!!'!!V'!]'C$! &I(` +
		`P&!S"F&!B,"?"! !$%I!""J('"%"!*#J,!@O!)GM!N+!I6^$! @!B6)2(AD""! !6":":":!K$.!N"":"F!@!^#!"#"!5"! !*%#` +
		`""),!!%! #*##[!!!%! V+(<$['R!*B%M"L!G3X"P!$>4R,L!^!(?$U+$?"H#J.%J6!\"9"X"8U&T!+1.!!-!J!!,!V%!F/!()@"` +
		`C!X!>6=10! >4F!>_)@\,_!@IK!V!RC!62!N&!Z)#4#ZC!"C./!!^]3!P(0Z7/_'M!! "E&"! !%[$!-1! !_!"!W!"!B(&"&:!R` +
		`3(R#0$"",'P!! K!TG#!_D!WC#!JI$<TTE!#+WJ4!FK)S#X#U'4F!$[!*"L!!.=(\!J!A"'[%! U"UV!:!_!:!_!:!_!:!_!:!X#` +
		`_/N##D#'"-"!QL#P-!YZ$$!['B.!!O(! J!(C#8.$."."D!N!@%P#<:K!((.!<%T)W>(0&,&V#(^",+)0! *(W!0),G!0=$!\$S*` +
		`8-$,&(.M!"&0-((.(.R$"V!`)
	Sc = unpack(`I"^#! "SN"\#!D?!D?!/V'!O0F2!WY$EF"! ?OWC"DN5!Y&[$!V-!&!L_/#]QA#QM"!`)
	Sk = unpack(`]%"!O$'!)$!R@!#8-*&#"! /K'/!!CH!!IS+"! !6":":":!XI(!FF[!62!N&!A]!/!!GB4! /WW!"!D* NAZ#$`)
	Sm = unpack(`W"1! ![#"!["%!K"@!!]O!P0! !WC-.!N"":"W(H!! #-E"! #*!)#"/@!!!#!#@!! J(@"!U%?! 7P"%K=*!L#'_&Q*! #$>4/@` +
		`0B$L!^!(?$A(@#4$%Y]G#Y9!""I*1! ![#"!G('! "IMK#:!_!:!_!:!_!:!_!:!XR+!`)
	So = unpack(`M*#!)"!C]!K(!!@$!!O&!54!!X'!G@!V+!D(%#E$!_,J!!N8"?"! !$%I!""J('"%"!*#J,!@O!)GM!S6!Z)A!B6)2(FX"!"#"!5` +
		`"!!'! $#""),!!/!"!#[!!!*! #$#"!"!"&">$!#"! =X0'(3$&$P""=R!G!,D"R!*B%M"L!V%"("U!0N#"W'X"K!@$_'@@!O!J!` +
		`!,F!$?"H#J.%J6!\"9"X"8U&T!+1.!!-!J!!,!@5!()@"C!X!>6=10! >4F!>_)@\,_!@IK!V!BV!#4!#^1! !LLI!/_'N!! !I>` +
		`$!(!:!R3(R#0$"",'P!! K!TG#!_D!WC#!JI$'(0TTE!#+WJ4!FK)S#X#U'4F!$[!*"L!!.=(\!J!A"'[%! U"RJ"_/N##D#'"-"` +
		`!QL#]Z"!C(R6! J!(C#8.$."."D!N!@%P#<:K!((.!<%T)Z'*W6(0&,&V#(^",+)0! *(W!0),G!0=$!\$S*8-$,&(.M!"&0-((.` +
		`(.R$"V!`)
	Z  = unpack(`A"@$!_]*@L"! )Z!!+P!!@Z' `)
	Zl = unpack(`PB0 `)
	Zp = unpack(`RB0 `)
	Zs = unpack(`A"@$!_]*@L"! )I"P!!@Z' `)
)

// The scripts.
var (
	Adlam                 = unpack(`@PT'K"()(!`)
	Ahom                  = unpack(`@PK$:$.(6`)
	Anatolian_Hieroglyphs = unpack(`@@B%F2`)
	Arabic                = unpack(`@@#$"%"-"""?")69"K#"A!@%O!@/>"!,I""<@EY#R#@!J+$O"$U!/A!! .@'$"F$FV'>\'"@PO##":"!##!")"##"!-%!#"" !"!` +
		`##!#"$!"!$#"&"#"##"! ("0*""$"0H#!`)
	Armenian            = unpack(`BS"E!$Q!$"FXZ#$`)
	Avestan             = unpack(`@PE$U!&&`)
	Balinese            = unpack(`@P-L"&N!`)
	Bamum               = unpack(`@JS"W"PP@#X1`)
	Bassa_Vah           = unpack(`@MU%=$%`)
	Batak               = unpack(`@\-S!0#`)
	Bengali             = unpack(`@X$#"'$!$5"&#$! "$($!$#1%!!"! #$8`)
	Bhaiksuki           = unpack(`@@N$("L!"-4<`)
	Bopomofo            = unpack(`TN!!RA7J!@'?`)
	Brahmi              = unpack(`@@H$M"(C!2 `)
	Braille             = unpack(`@@4_'`)
	Buginese            = unpack(`@@-;$!`)
	Buhid               = unpack(`@T+3`)
	Canadian_Aboriginal = unpack(`@@*_3@C!E"T[@$/`)
	Carian              = unpack(`@JA$P!`)
	Caucasian_Albanian  = unpack(`@SB$S!6 `)
	Chakma              = unpack(`@PH$T!"1`)
	Cham                = unpack(`@@U"V!2-$)$#`)
	Cherokee            = unpack(`@Z)U"$%DWK"O"`)
	Chorasmian          = unpack(`@[G$;`)
	Common              = unpack(` @"T!%T!N!"."$O!@!!B<F!*$$3I'*!-"![G!'!=$!A"]$!I@!B$!!ZF!!J9#E2PO!! !N$!V,!#NF!!;(! ""%""%F8! *$V""*` +
		`&*".B!@!^#E!""$%":"0R""(V4R!*J!_<@0S3$?"H#@@!]"D9+($#"! 7>'(#V%!'["!!T$! .@"C!X#_!^!P"_"Y"! F%@\,_!@` +
		`PL!A!L&"J*)I/A%!W8/!!SN4!!Q&! (L!B!"2"#G)"! >T!%T!*5N!!!A"! %"&4$D0"(L!&(@%,F#L!H.:HZ\"#XJ)S#X#U'4F!` +
		`$]!&00!.=(\!J-3838V"28N(T""F""!%#!!#! ""+#"! %"@""#$'"&";"#"$#$! %"S*$C)$Q!BG*C"X$\!DL!K!(C#8.$."."D` +
		`!4M%P#9"!:K!((.!<%T)W>(0&,&V#(^",+)0! *(W!0),G!0=$!\$S*8-$,&(.M!"&0-((.(.R$"V!J")O@BP!?! ^"`)
	Coptic                 = unpack(`D^!-@I4S#*&`)
	Cuneiform              = unpack(`@@P$Y<L&N#"$6C&`)
	Cypriot                = unpack(`@@D$%%"! J!"!'#!`)
	Cypro_Minoan           = unpack(`@YW$B#`)
	Cyrillic               = unpack(`@@"D$$H%@U+(E*M"!NF(?@D\!_"\XK!!@@Q#]!B" `)
	Deseret                = unpack(`@@B$O"`)
	Devanagari             = unpack(`@P$P"(.$9@VO"?@@Y!)`)
	Dives_Akuru            = unpack(`@PL$&%#! &"!"="!$+2)`)
	Dogra                  = unpack(`@@L$[!`)
	Duployan               = unpack(`@@^&J#*,&(.)$#`)
	Egyptian_Hieroglyphs   = unpack(`@@X$UB!`)
	Elbasan                = unpack(`@PB$G!`)
	Elymaic                = unpack(`@^G$6`)
	Ethiopic               = unpack(`@@)H""#$&#"! "$H!"#$@!"#$&#"! "$."X!"#$B"$?&9L^,62&"&"&"&"&"&"&"&DR^!%$%$%2&"&BK^$&"#"!".`)
	Georgian               = unpack(`@J(E!#&!$J!"#@Y%J!$"@D(E!#&!`)
	Glagolitic             = unpack(`@@6_"@ZY&&"0$&"!"$`)
	Gothic                 = unpack(`@SA$:`)
	Grantha                = unpack(`@PI$#"'$!$5"&"!"$$($!$"%'!*&$&&$`)
	Greek                  = unpack(`@W!#""$##%!#"! !#"! 2"^!</LR,$D#$($I%A*! 4$%$E!$%$'#"# =$T!"."-$%"2$""(O2_QB!!T]J!N"C!@CT!! D"`)
	Gujarati               = unpack(`BH%""("""5"&"!"$$)""""%0! "$+.&`)
	Gunjala_Gondi          = unpack(`@VN$%"!"D!"!"%.)`)
	Gurmukhi               = unpack(`B@%""%(!$5"&"!"!"!%"! #(!$"'(! "#(! /`)
	Han                    = unpack(`@H79"X"8U&_""!R!(<#H\!_M&@$_O4@PL!M+$I#PPZ!!8!\@H"_VI!@"YA$,]&$AT%<PI'^A&]0D^"JZ$*_B$`)
	Hangul                 = unpack(`@P(_'\B/!B0]"B'>B$>BN[!<FH!C]*86(P!HZ3>&%$%$%$"`)
	Hanifi_Rohingya        = unpack(`@PF$G!0)`)
	Hanunoo                = unpack(`@R+4`)
	Hatran                 = unpack(`@ND$2"!*$`)
	Hebrew                 = unpack(`BY"V!0:(%PRZ#9"$#"!!"!!"! (`)
	Hiragana               = unpack(`BD8U","BV_%^(E!>! !ZJ@! `)
	Imperial_Aramaic       = unpack(`@DD$5"(`)
	Inherited              = unpack(`@P!O#J1!H<*U!A7! "VU(>B@!"","&)'!&!L,_!X@!!D,@!RS'#V&!JVF#/@!-_\!C'!UE(E^N!! L!$6@B!"B!'$&\!#DUWP!O'`)
	Inscriptional_Pahlavi  = unpack(`@VE$2*'`)
	Inscriptional_Parthian = unpack(`@TE$5$'`)
	Javanese               = unpack(`@XT"M"$)(!`)
	Kaithi                 = unpack(`@HH$B"4 `)
	Kannada                = unpack(`@H&,"""6")"$$("""#.!,!"#$)""`)
	Katakana               = unpack(`BJ8Y"$"@//@-N!"W"\@F#)"L!DEX"#"&"!#@)! !E#/! "`)
	Kawi                   = unpack(`@PO$0"H!&;`)
	Kayah_Li               = unpack(`@PT"M!" `)
	Kharoshthi             = unpack(`@@E$#"!*'"""<$"().(`)
	Khitan_Small_Script    = unpack(`I^W%\X&! T.`)
	Khmer                  = unpack(`@X+]"$),)L>?`)
	Khojki                 = unpack(`@@I$1"N!`)
	Khudawadi              = unpack(`@KI$Z!*)`)
	Lao                    = unpack(`BH'!#"! #"7#"! 5$$#"! %")$#`)
	Latin                  = unpack(`B$9,9_"0!*6">"@.N"$VA-E!,P!*#*,"E"B$_'C7.!@!,Z(!-<!B!H!NM%?DJ]!E#&_!*!#"! #P!-@S!J!"("#LYG!&TA"9,9JB` +
		`$%"I!"(JTK#>,%`)
	Lepcha                 = unpack(`@@.W!&.&"`)
	Limbu                  = unpack(`@P,>"+(+)$! *`)
	Linear_A               = unpack(`@@C$V)254'`)
	Linear_B               = unpack(`@@@$+"9"2"!".$-D"Z#`)
	Lisu                   = unpack(`@MR"O!@K]! `)
	Lycian                 = unpack(`@HA$<`)
	Lydian                 = unpack(`@RD$9* `)
	Mahajani               = unpack(`@UH$F!`)
	Makasar                = unpack(`@NO$8`)
	Malayalam              = unpack(`@P&,"""R!"""%(/$9`)
	Mandaic                = unpack(`@D$;$ `)
	Manichaean             = unpack(`@LE$F!(+`)
	Marchen                = unpack(`@GN$?$5"-`)
	Masaram_Gondi          = unpack(`@PN$&"!"K!'"!!"! '0)`)
	Medefaidrin            = unpack(`@DW%Z"`)
	Meetei_Mayek           = unpack(`@NU"6R,M!$)`)
	Mende_Kikakui          = unpack(`@@T'D&$/`)
	Meroitic_Cursive       = unpack(`@ZD$7(3$M!`)
	Meroitic_Hieroglyphs   = unpack(`@XD$?`)
	Miao                   = unpack(`@PW%J"(X!.0`)
	Modi                   = unpack(`@@K$D"6)`)
	Mongolian              = unpack(`@@,!%"! 2,X".J!J[^#,`)
	Mro                    = unpack(`@DU%>")(!`)
	Multani                = unpack(`@HI$&#"! ""."*`)
	Myanmar                = unpack(`@@(_$@TL">B&?`)
	Nabataean              = unpack(`@HD$>0(`)
	Nag_Mundari            = unpack(`@MR'I!`)
	Nandinagari            = unpack(`@ZL$'$M!$*`)
	New_Tai_Lue            = unpack(`@X,K!(9,*&!`)
	Newa                   = unpack(`@@J$[""$`)
	Nko                    = unpack(`@\#Z!$"`)
	Nushu                  = unpack(`C^W%OL0! J,`)
	Nyiakeng_Puachue_Hmong = unpack(`@PP'L!&-$)(!`)
	Ogham                  = unpack(`@H+<`)
	Ol_Chiki               = unpack(`@E.O!`)
	Old_Hungarian          = unpack(`@HF$R!:R!.%`)
	Old_Italic             = unpack(`@PA$C!2"`)
	Old_North_Arabian      = unpack(`@HE$?`)
	Old_Permic             = unpack(`@UA$J!`)
	Old_Persian            = unpack(`@ZA$C!(-`)
	Old_Sogdian            = unpack(`@PG$G!`)
	Old_South_Arabian      = unpack(`@FE$?`)
	Old_Turkic             = unpack(`@@F$H"`)
	Old_Uyghur             = unpack(`@WG$9`)
	Oriya                  = unpack(`BP%""'$!$5"&"!"$$($!$"."(!"$$1`)
	Osage                  = unpack(`@KB$C!(C!`)
	Osmanya                = unpack(`@HB$=$)`)
	Pahawh_Hmong           = unpack(`@PU%E"4)"&"4*2`)
	Palmyrene              = unpack(`@FD$?`)
	Pau_Cin_Hau            = unpack(`@LM$X!`)
	Phags_Pa               = unpack(`@DT"W!`)
	Phoenician             = unpack(`@PD$;& `)
	Psalter_Pahlavi        = unpack(`@XE$1.#8&`)
	Rejang                 = unpack(`@ST"C!6 `)
	Runic                  = unpack(`@J+J"&*`)
	Samaritan              = unpack(`@@$M!$.`)
	Saurashtra             = unpack(`@HT"E"0+`)
	Sharada                = unpack(`@XH$_"`)
	Shavian                = unpack(`@EB$O!`)
	Siddham                = unpack(`@XJ$U!$E!`)
	SignWriting            = unpack(`@@L'K4>$".`)
	Sinhala                = unpack(`BX&""1&7"(##! %'%! $#"! &,)$"X^A$3`)
	Sogdian                = unpack(`@SG$I!`)
	Sora_Sompeng           = unpack(`@MH$8.)`)
	Soyombo                = unpack(`@EM$R"`)
	Sundanese              = unpack(`@X-_!@0'`)
	Syloti_Nagri           = unpack(`@@T"L!`)
	Syriac                 = unpack(`@P#-"[!$"@1*`)
	Tagalog                = unpack(`@P+52 `)
	Tagbanwa               = unpack(`@V+,"""!`)
	Tai_Le                 = unpack(`@U,=$$`)
	Tai_Tham               = unpack(`@B-^!"<$*,),-`)
	Tai_Viet               = unpack(`@HU"B"P!$`)
	Takri                  = unpack(`@HK$Y!,)`)
	Tamil                  = unpack(`DX%!"%&""#&!#"!!$!!$! !&+($&""#%'!<4J\I$Q!: `)
	Tangsa                 = unpack(`@GU%N"")`)
	Tangut                 = unpack(`A^W%@!! V_%0_7@@!(`)
	Telugu                 = unpack(`@@&,"""6"/$("""#.!""%#! "$).(`)
	Thaana                 = unpack(`@X#Q!`)
	Thai                   = unpack(`B@'Y!*;`)
	Tibetan                = unpack(`@P'G""C!(F!"C!"."&(!`)
	Tifinagh               = unpack(`@S6W!.!< `)
	Tirhuta                = unpack(`@HJ$G"0)`)
	Toto                   = unpack(`@IQ'>`)
	Ugaritic               = unpack(`@XA$=" `)
	Vai                    = unpack(`@PR"K)`)
	Vithkuqi               = unpack(`@WB$*"."&"!"*"."&"!`)
	Wancho                 = unpack(`@LQ'Y!* `)
	Warang_Citi            = unpack(`@JL$R"8 `)
	Yezidi                 = unpack(`@HG$I!""$!`)
	Yi                     = unpack(`@@P"LD!&V!`)
	Zanabazar_Square       = unpack(`@@M$G"`)
)

// The properties.
var (
	ASCII_Hex_Digit = unpack(`@#).%T!%`)
	Bidi_Control    = unpack(`YA#RO&!!;! #N##`)
	Dash            = unpack(`["]J!!G#BR#!K@"J@"! $[#H!!?G,!I@&#!^!!)=!];4!_&QLS!!!F!!5J%!^Y' `)
	Deprecated      = unpack(`S4JI!!GP$"!RB$!JL$%RK!!LMNW! `)
	Diacritic       = unpack(`]%"!O$'!)#!!X/! ]$"'*%B!!)*!!^'! #C-X!! /":#"!!"!L('(!L(!(!&"F$:V%*T#*D"!\''R")@!;[#1!&#Y!K"!A!O#!A!` +
		`O#!A!P!! !Y#1!/X#!]&1!]&1!Z&!A!]#" $#L#!:$V$!W!""(!D$""!]#Q#!"!P"!($R!&#+!!B6! !H[!!F+*3\*! !R3'%Q!!` +
		` -$*Q&0!L"(L#!T(!@$%D%8)'!$"D#^!R%+J"*[;"! !6":":":!@O&"[3[/! $R&#_%SK=!8!#=!!S"!!/! @!L&"Z&!U,<! 0R` +
		`##I"@#!9E!!J)"B$#G#E#! #2"@(!ASG!B8! .]0"!_"N!!!D"!YO!@E!! $"I!"(TR!!VC!%J="L$*B##A,J!!P$!P'!]#M"!2"` +
		`P&!D+!C%1!P!&&$[,$!V'!V/!]'W#!!T#!Z0!D0!)]$!G%3!C%F-!E0"!!R"!^J+.TI;$V#&PE"0@%!\_?#"&"!BP/M!$6@B!"&%` +
		`0'$&\!#DH']!D,&O7^!! "@^"&Z&"""`)
	Extender = unpack(`O+Y0!!O;!S;[:!AO!@$!GT$Y!!GF!O,!I$J\$!V"$N&!Z%"MQW!WO!!E\!7!S(M#!J!!VGJ! @A$!U]%I3! !_L"JE4!!]D!!!"!` +
		`PUX!!L@$"`)
	Hex_Digit               = unpack(`@#).%T!%RJ_#).%T!%`)
	Hyphen                  = unpack(`["@$!YM"\S$!R@$!K@'D7!OVF#J%!N% `)
	IDS_Binary_Operator     = unpack(`@_7!$'`)
	IDS_Trinary_Operator    = unpack(`D_7!`)
	Ideographic             = unpack(`L@8!R!(<"J\!_M&@$_O4@PL!M+$I#UPZ!<! V_%0UF!T"(NF2K,HPF!_VI!@"YA$,]&$AT%<PI'^A&]0D^"JZ$*_B$`)
	Join_Control            = unpack(`X@0!`)
	Logical_Order_Exception = unpack(`@D'$V'$@O%"%[GD!!!#!"!`)
	Noncharacter_Code_Point = unpack(`@]^#?\@!!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!\__#!`)
	Other_Alphabetic        = unpack(`KT!K3! ,#"!!"!!"!P$*@#,"&A!F#! %(#$!)D!!\!/L&*J&!&("""#N*+&&,3L#!$."!*"4!Z!"T#&$!$!5+!!>! !T#$(!$!)?` +
		`!!$!6"T#'"""!J!!L!"("T#&$!$!2!4!]!\!! #&"""5I!! #R#&""""0!6!Z!"T#&""""0!6!?-! "T#&""""5+!!>! !V$%#"!` +
		` &D!![##! %E!D#!$%"!A!D%! 12*"C!\&+##! "N!#("""$&&#:+#+! "HG#!\!!\!!\!!D$2X+!E"W#! *((\-$R#)$3T$!6"B` +
		`#$@#.X#"\!($!R#*D#2@;-BL#S!LO$?HG\!'D"!E6)!N!$P%!D#/#Z!!L"$X!+Z"#@#+K"D"! ,9)!!N!! !E#"! !$!+M!! #+N` +
		`'! &FSG! NE$$LH#""!*#HQ!#F8!F5"J#-Z"!6"Z"(3^!! !H"+D!!R#"@#,<!X%(%'!%^$! (N!#T#&$!$!5+!!R&! +""T&1Z.` +
		`&$&Z!!D%.#K#! )N&-B0,N/%"!$!'"!\(&$%)=! (T"$"#D!*\"-N9'"&F%5"-T'%'"!!"! !#$!D$$"!"#X5#2!#Q!! %&"]@H!` +
		`"! U!.#Z%!YJF!B[(! %"0$&"!"$I&XE"!P^#9,9,9`)
	Other_Default_Ignorable_Code_Point = unpack(`_T!PP#!!TR!!!PE"!]O(\QS!!^$(O@@T!"! <@&_#@/OP#`)
	Other_Grapheme_Extend              = unpack(`][$9!M69!M&9!U.3!!H#!Q!X#!?VJ#!MM"BA$!!O[S!!  ]Y)9!Q5-!C/A<!IC\")! #ZJWP!_"`)
	Other_ID_Continue                  = unpack(`O+P6!B^'(PF# `)
	Other_ID_Start                     = unpack(`JH,!CI$6!XV'!`)
	Other_Lowercase                    = unpack(`U*0!J?(.!\!$A&U!!CX&PA#! ]!;C!! C!CK!.!@!,F-/@U!9DY#!\A]!!E-B$! !&!DV!#2 MAN!#! !"I!"(JGL#]!`)
	Other_Math                         = unpack(`]%R;! !%;!!#!!AA'!V!"7A!! "P!!<!B$,)$!!%! #E!%!$)#$! #-$!!#!!"! !"%&#*$V$$$#"!"!#"! #$!(!(1$!#"! %#'` +
		`!!C)! "P*!#9!C!^-!!-! '*$*!$!&$="!$%P!!S#"!Z!#2!L5!^!)F95^##@"!GFJ#"!)T&!" BLJ#T""F""!%#!!#! ""+#"! ` +
		`%"@""#$'"&";"#"$#$! %"S*$8"8">"8">"8">"8">"8"'$Q!@@+#":"!##!")"##"!-%!#"" !"!##!#"$!"!$#"&"#"##"! ("` +
		`0*""$"0`)
	Other_Uppercase              = unpack(`@V0/LT!9@FF'9,9,9`)
	Pattern_Syntax               = unpack(`B".4&T!##;! "D"&#"!!""!%"'8!_!YX'! 60.$2")B3O6@*U3\!KC!@@!_#B8"(8?NHS!!!F(!  `)
	Pattern_White_Space          = unpack(`2$E!E#!PX/!P!!`)
	Prepended_Concatenation_Mark = unpack(`@@#%O-R!!@8!@% U]C$0!`)
	Quotation_Mark               = unpack(`E"%!G(0!XU/'R!!O@'J.! ":"BBG##[+%!T%!`)
	Radical                      = unpack(`@H79"X"8U&`)
	Regional_Indicator           = unpack(`L^X'9`)
	Sentence_Terminal            = unpack(`C"-!A!JJ!!F)"I+L!! !M/^!!#$!!F)!!EW!!!W8!(!KP!G&!!M&!+[)!!C+! "\*!$!Z!!X+!B$!X[!!2"I^&.!L!![:]G=!\0!` +
		`G.$!\7!L%!_%Y$!!T$! !@)!S/GS4!&!S*-!A!B"!HO%!ZO"$X"#Z+!J'#^'"B(!-1!!Y"!!"!!M#!B:!J7!*.R&!R/"K@!"!V/!` +
		`N%!H:!HK!!T$!RRE!!K(B"!!,!GU!GP3!P^. `)
	Soft_Dotted          = unpack(`R&!I,Z(!]!U!!I!A*!E&"!SP,T!!;$!I(^$!K:W&!!SY"!JZS&!D#!D#!D#!D#!D#!D#!D#!D#!D#!D#!D#!D#!MH$R)!!;!`)
	Terminal_Punctuation = unpack(`C"+!#,!!$!]S!)!C@!Z!!Q$/!""I+L!! )#L'!!W!! -_!F(!!UG!!!M%!(%N3!JQ!'KP!]#! !N$!Z)"'H!! "$!T3!D6#\*!""` +
		`Z!!X+$\#!X[!!2"I^&.!)+!"!&!X:!VOZ!!Z0"F.$\7!L%!_%X$! !F)"_'1!!Z'!HFI!""#S*+!#,!!$!C$#!UC"Q!!MH"H&!L3` +
		`!P)%H$%R%#P[!$X"#Z+&@'#^'"B(!-1!!Y"! #Y&B-! !8!L6#&.R&!R/"K@!"!V/!N%!(!\9"["F4!!K"!!LI!! #R_B!!K(B"!` +
		` !5S:!!GP3!N^.#`)
	Unified_Ideograph  = unpack(`@@:_M&@$_O4\@M!!#"!!+!#"!!#! !L]B$_VI!@"YA$,]&$AT%<PI'^A*JZ$*_B$`)
	Variation_Selector = unpack(`V@,"#QOY!! .@OAT!O'`)
	White_Space        = unpack(`2$E!E#!U!@O%!^W$*Z!!+P!!@Z' `)
)

// Other names.
var (
	Digit  = Nd
	Letter = L
	Lower  = Ll
	Mark   = M
	Number = N
	Other  = C
	Punct  = P
	Space  = Z
	Symbol = S
	Title  = Lt
	Upper  = Lu
	STerm  = Sentence_Terminal
)

// Categories holds the categories by name.
var Categories = map[string]*RangeTable{
	"C":  C,
	"Cc": Cc,
	"Cf": Cf,
	"Co": Co,
	"Cs": Cs,
	"L":  L,
	"Ll": Ll,
	"Lm": Lm,
	"Lo": Lo,
	"Lt": Lt,
	"Lu": Lu,
	"M":  M,
	"Mc": Mc,
	"Me": Me,
	"Mn": Mn,
	"N":  N,
	"Nd": Nd,
	"Nl": Nl,
	"No": No,
	"P":  P,
	"Pc": Pc,
	"Pd": Pd,
	"Pe": Pe,
	"Pf": Pf,
	"Pi": Pi,
	"Po": Po,
	"Ps": Ps,
	"S":  S,
	"Sc": Sc,
	"Sk": Sk,
	"Sm": Sm,
	"So": So,
	"Z":  Z,
	"Zl": Zl,
	"Zp": Zp,
	"Zs": Zs,
}

// Scripts holds the scripts by name.
var Scripts = map[string]*RangeTable{
	"Adlam":                  Adlam,
	"Ahom":                   Ahom,
	"Anatolian_Hieroglyphs":  Anatolian_Hieroglyphs,
	"Arabic":                 Arabic,
	"Armenian":               Armenian,
	"Avestan":                Avestan,
	"Balinese":               Balinese,
	"Bamum":                  Bamum,
	"Bassa_Vah":              Bassa_Vah,
	"Batak":                  Batak,
	"Bengali":                Bengali,
	"Bhaiksuki":              Bhaiksuki,
	"Bopomofo":               Bopomofo,
	"Brahmi":                 Brahmi,
	"Braille":                Braille,
	"Buginese":               Buginese,
	"Buhid":                  Buhid,
	"Canadian_Aboriginal":    Canadian_Aboriginal,
	"Carian":                 Carian,
	"Caucasian_Albanian":     Caucasian_Albanian,
	"Chakma":                 Chakma,
	"Cham":                   Cham,
	"Cherokee":               Cherokee,
	"Chorasmian":             Chorasmian,
	"Common":                 Common,
	"Coptic":                 Coptic,
	"Cuneiform":              Cuneiform,
	"Cypriot":                Cypriot,
	"Cypro_Minoan":           Cypro_Minoan,
	"Cyrillic":               Cyrillic,
	"Deseret":                Deseret,
	"Devanagari":             Devanagari,
	"Dives_Akuru":            Dives_Akuru,
	"Dogra":                  Dogra,
	"Duployan":               Duployan,
	"Egyptian_Hieroglyphs":   Egyptian_Hieroglyphs,
	"Elbasan":                Elbasan,
	"Elymaic":                Elymaic,
	"Ethiopic":               Ethiopic,
	"Georgian":               Georgian,
	"Glagolitic":             Glagolitic,
	"Gothic":                 Gothic,
	"Grantha":                Grantha,
	"Greek":                  Greek,
	"Gujarati":               Gujarati,
	"Gunjala_Gondi":          Gunjala_Gondi,
	"Gurmukhi":               Gurmukhi,
	"Han":                    Han,
	"Hangul":                 Hangul,
	"Hanifi_Rohingya":        Hanifi_Rohingya,
	"Hanunoo":                Hanunoo,
	"Hatran":                 Hatran,
	"Hebrew":                 Hebrew,
	"Hiragana":               Hiragana,
	"Imperial_Aramaic":       Imperial_Aramaic,
	"Inherited":              Inherited,
	"Inscriptional_Pahlavi":  Inscriptional_Pahlavi,
	"Inscriptional_Parthian": Inscriptional_Parthian,
	"Javanese":               Javanese,
	"Kaithi":                 Kaithi,
	"Kannada":                Kannada,
	"Katakana":               Katakana,
	"Kawi":                   Kawi,
	"Kayah_Li":               Kayah_Li,
	"Kharoshthi":             Kharoshthi,
	"Khitan_Small_Script":    Khitan_Small_Script,
	"Khmer":                  Khmer,
	"Khojki":                 Khojki,
	"Khudawadi":              Khudawadi,
	"Lao":                    Lao,
	"Latin":                  Latin,
	"Lepcha":                 Lepcha,
	"Limbu":                  Limbu,
	"Linear_A":               Linear_A,
	"Linear_B":               Linear_B,
	"Lisu":                   Lisu,
	"Lycian":                 Lycian,
	"Lydian":                 Lydian,
	"Mahajani":               Mahajani,
	"Makasar":                Makasar,
	"Malayalam":              Malayalam,
	"Mandaic":                Mandaic,
	"Manichaean":             Manichaean,
	"Marchen":                Marchen,
	"Masaram_Gondi":          Masaram_Gondi,
	"Medefaidrin":            Medefaidrin,
	"Meetei_Mayek":           Meetei_Mayek,
	"Mende_Kikakui":          Mende_Kikakui,
	"Meroitic_Cursive":       Meroitic_Cursive,
	"Meroitic_Hieroglyphs":   Meroitic_Hieroglyphs,
	"Miao":                   Miao,
	"Modi":                   Modi,
	"Mongolian":              Mongolian,
	"Mro":                    Mro,
	"Multani":                Multani,
	"Myanmar":                Myanmar,
	"Nabataean":              Nabataean,
	"Nag_Mundari":            Nag_Mundari,
	"Nandinagari":            Nandinagari,
	"New_Tai_Lue":            New_Tai_Lue,
	"Newa":                   Newa,
	"Nko":                    Nko,
	"Nushu":                  Nushu,
	"Nyiakeng_Puachue_Hmong": Nyiakeng_Puachue_Hmong,
	"Ogham":                  Ogham,
	"Ol_Chiki":               Ol_Chiki,
	"Old_Hungarian":          Old_Hungarian,
	"Old_Italic":             Old_Italic,
	"Old_North_Arabian":      Old_North_Arabian,
	"Old_Permic":             Old_Permic,
	"Old_Persian":            Old_Persian,
	"Old_Sogdian":            Old_Sogdian,
	"Old_South_Arabian":      Old_South_Arabian,
	"Old_Turkic":             Old_Turkic,
	"Old_Uyghur":             Old_Uyghur,
	"Oriya":                  Oriya,
	"Osage":                  Osage,
	"Osmanya":                Osmanya,
	"Pahawh_Hmong":           Pahawh_Hmong,
	"Palmyrene":              Palmyrene,
	"Pau_Cin_Hau":            Pau_Cin_Hau,
	"Phags_Pa":               Phags_Pa,
	"Phoenician":             Phoenician,
	"Psalter_Pahlavi":        Psalter_Pahlavi,
	"Rejang":                 Rejang,
	"Runic":                  Runic,
	"Samaritan":              Samaritan,
	"Saurashtra":             Saurashtra,
	"Sharada":                Sharada,
	"Shavian":                Shavian,
	"Siddham":                Siddham,
	"SignWriting":            SignWriting,
	"Sinhala":                Sinhala,
	"Sogdian":                Sogdian,
	"Sora_Sompeng":           Sora_Sompeng,
	"Soyombo":                Soyombo,
	"Sundanese":              Sundanese,
	"Syloti_Nagri":           Syloti_Nagri,
	"Syriac":                 Syriac,
	"Tagalog":                Tagalog,
	"Tagbanwa":               Tagbanwa,
	"Tai_Le":                 Tai_Le,
	"Tai_Tham":               Tai_Tham,
	"Tai_Viet":               Tai_Viet,
	"Takri":                  Takri,
	"Tamil":                  Tamil,
	"Tangsa":                 Tangsa,
	"Tangut":                 Tangut,
	"Telugu":                 Telugu,
	"Thaana":                 Thaana,
	"Thai":                   Thai,
	"Tibetan":                Tibetan,
	"Tifinagh":               Tifinagh,
	"Tirhuta":                Tirhuta,
	"Toto":                   Toto,
	"Ugaritic":               Ugaritic,
	"Vai":                    Vai,
	"Vithkuqi":               Vithkuqi,
	"Wancho":                 Wancho,
	"Warang_Citi":            Warang_Citi,
	"Yezidi":                 Yezidi,
	"Yi":                     Yi,
	"Zanabazar_Square":       Zanabazar_Square,
}

// Properties holds the properties by name.
var Properties = map[string]*RangeTable{
	"ASCII_Hex_Digit":                    ASCII_Hex_Digit,
	"Bidi_Control":                       Bidi_Control,
	"Dash":                               Dash,
	"Deprecated":                         Deprecated,
	"Diacritic":                          Diacritic,
	"Extender":                           Extender,
	"Hex_Digit":                          Hex_Digit,
	"Hyphen":                             Hyphen,
	"IDS_Binary_Operator":                IDS_Binary_Operator,
	"IDS_Trinary_Operator":               IDS_Trinary_Operator,
	"Ideographic":                        Ideographic,
	"Join_Control":                       Join_Control,
	"Logical_Order_Exception":            Logical_Order_Exception,
	"Noncharacter_Code_Point":            Noncharacter_Code_Point,
	"Other_Alphabetic":                   Other_Alphabetic,
	"Other_Default_Ignorable_Code_Point": Other_Default_Ignorable_Code_Point,
	"Other_Grapheme_Extend":              Other_Grapheme_Extend,
	"Other_ID_Continue":                  Other_ID_Continue,
	"Other_ID_Start":                     Other_ID_Start,
	"Other_Lowercase":                    Other_Lowercase,
	"Other_Math":                         Other_Math,
	"Other_Uppercase":                    Other_Uppercase,
	"Pattern_Syntax":                     Pattern_Syntax,
	"Pattern_White_Space":                Pattern_White_Space,
	"Prepended_Concatenation_Mark":       Prepended_Concatenation_Mark,
	"Quotation_Mark":                     Quotation_Mark,
	"Radical":                            Radical,
	"Regional_Indicator":                 Regional_Indicator,
	"STerm":                              STerm,
	"Sentence_Terminal":                  Sentence_Terminal,
	"Soft_Dotted":                        Soft_Dotted,
	"Terminal_Punctuation":               Terminal_Punctuation,
	"Unified_Ideograph":                  Unified_Ideograph,
	"Variation_Selector":                 Variation_Selector,
	"White_Space":                        White_Space,
}

// FoldCategory holds, by category, the runes outside it that fold to ones inside.
var FoldCategory = map[string]*RangeTable{
	"L": unpack(`JT! `),
	"Ll": unpack(`B$9J&6"&C""7'""%"'%"7!""&!#"!!"! !$#"!""&!"!#""!"!%"!!"! !#"!!$!.!"!"!#"'%"($!#"! !#"<.!"!%"! "#"#M/` +
		`K!!#$!1'!""#"!!"! /"(G")!#"*+#!"!$R!A#"03";!"&%"O!$E!RT%E!#&!DM!U"TI$J!$"A4"J"3"P!2'0%4'0'0%7"#0'P!'` +
		`0'0'0$6$6#8$6$S2$!!'!A%]S"! N!A#"! !%"# "##!0"#"P!1"!)NJ>!#"5G!"-O("&'">5""!"$)"!%"!'"* #"$#"' "#'!+` +
		`"!Y!LY5! 8JL"G!P(C!X)*"."&"!TN#R!Z^%?@XJ!?@J]!A!`),
	"Lt": unpack(`I<"!!"!!"!I""!XX.'0'0'70!^" `),
	"Lu": unpack(`B&9U#J!! 6"'#"7'""%"'%"6%"" !%"!%$!+#!&!'#!#"!%%!%$!##!'"!*!"!"!#"'!")$!#$!#"2'"(1#!!"!)"$ $"!#"!!$!` +
		`!""!"! #%"!!#!/#!"!&%++!!G%!W""!'$! !\"#"="!&"#"+ ###"H#O!#"03":%"&!"P!B#E!RT%J!$"PO!%DH$(A/$!A!S#!#` +
		`"I"+&!#"N! '0%4'0'0%7"#0'0-D#!92!!/!!$!Q6V!!VJ%O!#$!!"#-#!5"Q!1"!)-! D!#&!GQ\!"6G!"-O("&'">5"!%"$)%!` +
		`"!%")7"')"!-&!#=!YU!=! N"BXI!9ZL"G!P(C!V)*"."&"!FP#R!Z\%?@XJ!?DJ]!A!`),
	"M":  unpack(`SY!@!!H@. `),
	"Mn": unpack(`SY!@!!H@. `),
}

// FoldScript holds, by script, the runes outside it that fold to ones inside.
var FoldScript = map[string]*RangeTable{
	"Common":    unpack(`YY!@!!`),
	"Greek":     unpack(`K+P4!`),
	"Inherited": unpack(`SY!@!!H@. `),
}

const packedCases = `B$9 @" ,9_! _!T# NN! NN!46 @" "& @" "6_! _!"&_! _!  R' R'!O!   M,   O. O.!%#/#M!   Q' !%  W2 W2  F, ` +
	`F,   D- !#   \, !! ! Z, !!"  ^$    T,    V, !!   Z,    ^,   B& B&   F-    B- !!  F* F*"  F-    J-   ` +
	`D( D(   L- !%   T- !!   T- %!   T- !! ! R- !#   V- !!%!" P# P#(  $"  !"   # !   $"  !"   # !   $"  !` +
	`"   # !!/  ]$ ]$!1"  $"  !"   # !!!   A&    O# !G!   C( #1,  VB5 !!   E*    PB5  !^C5 ^C5!!   E,    ` +
	`J$    N$ !)  ^A5 ^A5  XA5 XA5  \A5 \A5  C- C-  [, [,"!Y, Y," S, S," U, U,  ^TR" ^TR"& Y, Y,  VTR" VT` +
	`R"" ], ]," PRR" PRR"  HTR" HTR"" A- A-  E- E-  HTR" HTR"  N_4 N_4  BTR" BTR"$ E- E-" Z_4 Z_4  I- I-$` +
	` K- K-. N^4 N^4$ S- S-" FTR" FTR"  S- S-& TRR" TRR"  S- S-  I$ I$ !Q- Q-  M$ M$* U- U-4 JQR" JQR"  D` +
	`QR" DQR"L* H% H%U"#%!&"D( D("  H' ,  L" "" J" "  @$ "! ^# "0 @" "( @"   K" K" "I" I""0_! _!  ]! ]! (` +
	`_! _!  _# _# !]# ]#   0   [# [#  Q# Q#& ]" ]"  K# K#  / /!7  K% K%  _$ _$  . .  G' G'   W#   _% _%#!` +
	`   - !!"" C(  / @%  ? @"  ?_! _! /_$ _$!A!1U!   > !-  = =!_""E! @# 4E!_" _"RQ%E! @F. "  @F. *  @F. $` +
	`J!@\%  $"@\%  @J!O" @]K"  % 0 $%/ /DH$ [F, [F,  YF, YF,  GF, GF, !CF, CF,  EF, EF,  WE, WE,  IB, IB,` +
	`  D\D" D\D".J! _[% $" _[% R+ H@E" H@E"& LN' LN'@! PCE" PCE"C'U$* U# U#$  ][. #_" '0 0 ' /  %0 0$% / ` +
	`$'0 0 ' /  '0 0 ' /  %0 0$% / & 0 0" 0 0" 0 0" 0 0"  / "  / "  / "  /  '0 0 ' /  !T$ T$ #L% L% !H& H` +
	`& !@( @( !@' @' !\' \'$'0 0 ' /  '0 0 ' /  '0 0 ' /  !0 0" 2 2(! /  ! S$    1 " IB. IB.( 2 2(# K%   ` +
	` 1 &!0 0,! /  ! G& (!0 0& . .$! /  ! _&    - , 2 2(! _'  ! ['    1 R2  YU. &  ]K0    KD0 ,  X! V! W!` +
	` W!B!/ @!  /? ?'!BS!9 T!  9S! S!LQ#O! @#  O!_" _"!!   M_4    KN'    M^4   UB5 UB5  OB5 OB5!%   WA5  ` +
	`  Y_4    ]A5    [A5 #!#!.! ]C5 !C#/#'!8E!_E. _E." _E. _E.* _E. _E.EQ\!M!E!;M(-%]!3#   G@E" !)'!   OR` +
	`R" %#  @# @##3   GTR"    ]TR"    UTR"    ATR"    GTR" "  CQR"    SRR"    IQR"    @Z! !/   _"    ETR"` +
	`    OCE" !#+!)#W!!XU! _Y! _Y!X!O"_\K" _\K"BVI!9 @" ,9_! _!JJ"G! P"  G!O" O"@&C! P" (C!O" O"H'* N" ".` +
	` N" "& N" "! N" "*M" M"".M" M""&M" M""!M" M"FL#R! @$ :R!_# _#ZZ%? @"  ?_! _!@VJ!? @"  ?_! _!@H]!A! D` +
	`"  A!C" C"`

const packedOrbits = `K#^K0(X0L#^[.&LD0K" ! S$"#"#"G!"R-^!/\!#@$#R!!J@.!L#"MP!$L!!@#!"$>#ZU.(F"C!W%^!\D,"ZD,*HD,#DD,!DD,(X` +
	`C,9HB,AA&"].T#]*QG.H+YW.$]M0!KF0@IA!E\D"`
