// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func blocks(n int) (depth int) {
	if n > 0 {
		depth++
		x0 := depth
		_ = x0
		if n > 1 {
			depth++
			x1 := depth
			_ = x1
			if n > 2 {
				depth++
				x2 := depth
				_ = x2
				if n > 3 {
					depth++
					x3 := depth
					_ = x3
					if n > 4 {
						depth++
						x4 := depth
						_ = x4
						if n > 5 {
							depth++
							x5 := depth
							_ = x5
							if n > 6 {
								depth++
								x6 := depth
								_ = x6
								if n > 7 {
									depth++
									x7 := depth
									_ = x7
									if n > 8 {
										depth++
										x8 := depth
										_ = x8
										if n > 9 {
											depth++
											x9 := depth
											_ = x9
											if n > 10 {
												depth++
												x10 := depth
												_ = x10
												if n > 11 {
													depth++
													x11 := depth
													_ = x11
													if n > 12 {
														depth++
														x12 := depth
														_ = x12
														if n > 13 {
															depth++
															x13 := depth
															_ = x13
															if n > 14 {
																depth++
																x14 := depth
																_ = x14
																if n > 15 {
																	depth++
																	x15 := depth
																	_ = x15
																	if n > 16 {
																		depth++
																		x16 := depth
																		_ = x16
																		if n > 17 {
																			depth++
																			x17 := depth
																			_ = x17
																			if n > 18 {
																				depth++
																				x18 := depth
																				_ = x18
																				if n > 19 {
																					depth++
																					x19 := depth
																					_ = x19
																					if n > 20 {
																						depth++
																						x20 := depth
																						_ = x20
																						if n > 21 {
																							depth++
																							x21 := depth
																							_ = x21
																							if n > 22 {
																								depth++
																								x22 := depth
																								_ = x22
																								if n > 23 {
																									depth++
																									x23 := depth
																									_ = x23
																									if n > 24 {
																										depth++
																										x24 := depth
																										_ = x24
																										if n > 25 {
																											depth++
																											x25 := depth
																											_ = x25
																											if n > 26 {
																												depth++
																												x26 := depth
																												_ = x26
																												if n > 27 {
																													depth++
																													x27 := depth
																													_ = x27
																													if n > 28 {
																														depth++
																														x28 := depth
																														_ = x28
																														if n > 29 {
																															depth++
																															x29 := depth
																															_ = x29
																															if n > 30 {
																																depth++
																																x30 := depth
																																_ = x30
																																if n > 31 {
																																	depth++
																																	x31 := depth
																																	_ = x31
																																	if n > 32 {
																																		depth++
																																		x32 := depth
																																		_ = x32
																																		if n > 33 {
																																			depth++
																																			x33 := depth
																																			_ = x33
																																			if n > 34 {
																																				depth++
																																				x34 := depth
																																				_ = x34
																																				if n > 35 {
																																					depth++
																																					x35 := depth
																																					_ = x35
																																					if n > 36 {
																																						depth++
																																						x36 := depth
																																						_ = x36
																																						if n > 37 {
																																							depth++
																																							x37 := depth
																																							_ = x37
																																							if n > 38 {
																																								depth++
																																								x38 := depth
																																								_ = x38
																																								if n > 39 {
																																									depth++
																																									x39 := depth
																																									_ = x39
																																									if n > 40 {
																																										depth++
																																										x40 := depth
																																										_ = x40
																																										if n > 41 {
																																											depth++
																																											x41 := depth
																																											_ = x41
																																											if n > 42 {
																																												depth++
																																												x42 := depth
																																												_ = x42
																																												if n > 43 {
																																													depth++
																																													x43 := depth
																																													_ = x43
																																													if n > 44 {
																																														depth++
																																														x44 := depth
																																														_ = x44
																																														if n > 45 {
																																															depth++
																																															x45 := depth
																																															_ = x45
																																															if n > 46 {
																																																depth++
																																																x46 := depth
																																																_ = x46
																																																if n > 47 {
																																																	depth++
																																																	x47 := depth
																																																	_ = x47
																																																	if n > 48 {
																																																		depth++
																																																		x48 := depth
																																																		_ = x48
																																																		if n > 49 {
																																																			depth++
																																																			x49 := depth
																																																			_ = x49
																																																			if n > 50 {
																																																				depth++
																																																				x50 := depth
																																																				_ = x50
																																																				if n > 51 {
																																																					depth++
																																																					x51 := depth
																																																					_ = x51
																																																					if n > 52 {
																																																						depth++
																																																						x52 := depth
																																																						_ = x52
																																																						if n > 53 {
																																																							depth++
																																																							x53 := depth
																																																							_ = x53
																																																							if n > 54 {
																																																								depth++
																																																								x54 := depth
																																																								_ = x54
																																																								if n > 55 {
																																																									depth++
																																																									x55 := depth
																																																									_ = x55
																																																									if n > 56 {
																																																										depth++
																																																										x56 := depth
																																																										_ = x56
																																																										if n > 57 {
																																																											depth++
																																																											x57 := depth
																																																											_ = x57
																																																											if n > 58 {
																																																												depth++
																																																												x58 := depth
																																																												_ = x58
																																																												if n > 59 {
																																																													depth++
																																																													x59 := depth
																																																													_ = x59
																																																													if n > 60 {
																																																														depth++
																																																														x60 := depth
																																																														_ = x60
																																																														if n > 61 {
																																																															depth++
																																																															x61 := depth
																																																															_ = x61
																																																															if n > 62 {
																																																																depth++
																																																																x62 := depth
																																																																_ = x62
																																																																if n > 63 {
																																																																	depth++
																																																																	x63 := depth
																																																																	_ = x63
																																																																	if n > 64 {
																																																																		depth++
																																																																		x64 := depth
																																																																		_ = x64
																																																																		if n > 65 {
																																																																			depth++
																																																																			x65 := depth
																																																																			_ = x65
																																																																			if n > 66 {
																																																																				depth++
																																																																				x66 := depth
																																																																				_ = x66
																																																																				if n > 67 {
																																																																					depth++
																																																																					x67 := depth
																																																																					_ = x67
																																																																					if n > 68 {
																																																																						depth++
																																																																						x68 := depth
																																																																						_ = x68
																																																																						if n > 69 {
																																																																							depth++
																																																																							x69 := depth
																																																																							_ = x69
																																																																							if n > 70 {
																																																																								depth++
																																																																								x70 := depth
																																																																								_ = x70
																																																																								if n > 71 {
																																																																									depth++
																																																																									x71 := depth
																																																																									_ = x71
																																																																									if n > 72 {
																																																																										depth++
																																																																										x72 := depth
																																																																										_ = x72
																																																																										if n > 73 {
																																																																											depth++
																																																																											x73 := depth
																																																																											_ = x73
																																																																											if n > 74 {
																																																																												depth++
																																																																												x74 := depth
																																																																												_ = x74
																																																																												if n > 75 {
																																																																													depth++
																																																																													x75 := depth
																																																																													_ = x75
																																																																													if n > 76 {
																																																																														depth++
																																																																														x76 := depth
																																																																														_ = x76
																																																																														if n > 77 {
																																																																															depth++
																																																																															x77 := depth
																																																																															_ = x77
																																																																															if n > 78 {
																																																																																depth++
																																																																																x78 := depth
																																																																																_ = x78
																																																																																if n > 79 {
																																																																																	depth++
																																																																																	x79 := depth
																																																																																	_ = x79
																																																																																	if n > 80 {
																																																																																		depth++
																																																																																		x80 := depth
																																																																																		_ = x80
																																																																																		if n > 81 {
																																																																																			depth++
																																																																																			x81 := depth
																																																																																			_ = x81
																																																																																			if n > 82 {
																																																																																				depth++
																																																																																				x82 := depth
																																																																																				_ = x82
																																																																																				if n > 83 {
																																																																																					depth++
																																																																																					x83 := depth
																																																																																					_ = x83
																																																																																					if n > 84 {
																																																																																						depth++
																																																																																						x84 := depth
																																																																																						_ = x84
																																																																																						if n > 85 {
																																																																																							depth++
																																																																																							x85 := depth
																																																																																							_ = x85
																																																																																							if n > 86 {
																																																																																								depth++
																																																																																								x86 := depth
																																																																																								_ = x86
																																																																																								if n > 87 {
																																																																																									depth++
																																																																																									x87 := depth
																																																																																									_ = x87
																																																																																									if n > 88 {
																																																																																										depth++
																																																																																										x88 := depth
																																																																																										_ = x88
																																																																																										if n > 89 {
																																																																																											depth++
																																																																																											x89 := depth
																																																																																											_ = x89
																																																																																											if n > 90 {
																																																																																												depth++
																																																																																												x90 := depth
																																																																																												_ = x90
																																																																																												if n > 91 {
																																																																																													depth++
																																																																																													x91 := depth
																																																																																													_ = x91
																																																																																													if n > 92 {
																																																																																														depth++
																																																																																														x92 := depth
																																																																																														_ = x92
																																																																																														if n > 93 {
																																																																																															depth++
																																																																																															x93 := depth
																																																																																															_ = x93
																																																																																															if n > 94 {
																																																																																																depth++
																																																																																																x94 := depth
																																																																																																_ = x94
																																																																																																if n > 95 {
																																																																																																	depth++
																																																																																																	x95 := depth
																																																																																																	_ = x95
																																																																																																	if n > 96 {
																																																																																																		depth++
																																																																																																		x96 := depth
																																																																																																		_ = x96
																																																																																																		if n > 97 {
																																																																																																			depth++
																																																																																																			x97 := depth
																																																																																																			_ = x97
																																																																																																			if n > 98 {
																																																																																																				depth++
																																																																																																				x98 := depth
																																																																																																				_ = x98
																																																																																																				if n > 99 {
																																																																																																					depth++
																																																																																																					x99 := depth
																																																																																																					_ = x99
																																																																																																					if n > 100 {
																																																																																																						depth++
																																																																																																						x100 := depth
																																																																																																						_ = x100
																																																																																																						if n > 101 {
																																																																																																							depth++
																																																																																																							x101 := depth
																																																																																																							_ = x101
																																																																																																							if n > 102 {
																																																																																																								depth++
																																																																																																								x102 := depth
																																																																																																								_ = x102
																																																																																																								if n > 103 {
																																																																																																									depth++
																																																																																																									x103 := depth
																																																																																																									_ = x103
																																																																																																									if n > 104 {
																																																																																																										depth++
																																																																																																										x104 := depth
																																																																																																										_ = x104
																																																																																																										if n > 105 {
																																																																																																											depth++
																																																																																																											x105 := depth
																																																																																																											_ = x105
																																																																																																											if n > 106 {
																																																																																																												depth++
																																																																																																												x106 := depth
																																																																																																												_ = x106
																																																																																																												if n > 107 {
																																																																																																													depth++
																																																																																																													x107 := depth
																																																																																																													_ = x107
																																																																																																													if n > 108 {
																																																																																																														depth++
																																																																																																														x108 := depth
																																																																																																														_ = x108
																																																																																																														if n > 109 {
																																																																																																															depth++
																																																																																																															x109 := depth
																																																																																																															_ = x109
																																																																																																															if n > 110 {
																																																																																																																depth++
																																																																																																																x110 := depth
																																																																																																																_ = x110
																																																																																																																if n > 111 {
																																																																																																																	depth++
																																																																																																																	x111 := depth
																																																																																																																	_ = x111
																																																																																																																	if n > 112 {
																																																																																																																		depth++
																																																																																																																		x112 := depth
																																																																																																																		_ = x112
																																																																																																																		if n > 113 {
																																																																																																																			depth++
																																																																																																																			x113 := depth
																																																																																																																			_ = x113
																																																																																																																			if n > 114 {
																																																																																																																				depth++
																																																																																																																				x114 := depth
																																																																																																																				_ = x114
																																																																																																																				if n > 115 {
																																																																																																																					depth++
																																																																																																																					x115 := depth
																																																																																																																					_ = x115
																																																																																																																					if n > 116 {
																																																																																																																						depth++
																																																																																																																						x116 := depth
																																																																																																																						_ = x116
																																																																																																																						if n > 117 {
																																																																																																																							depth++
																																																																																																																							x117 := depth
																																																																																																																							_ = x117
																																																																																																																							if n > 118 {
																																																																																																																								depth++
																																																																																																																								x118 := depth
																																																																																																																								_ = x118
																																																																																																																								if n > 119 {
																																																																																																																									depth++
																																																																																																																									x119 := depth
																																																																																																																									_ = x119
																																																																																																																								}
																																																																																																																							}
																																																																																																																						}
																																																																																																																					}
																																																																																																																				}
																																																																																																																			}
																																																																																																																		}
																																																																																																																	}
																																																																																																																}
																																																																																																															}
																																																																																																														}
																																																																																																													}
																																																																																																												}
																																																																																																											}
																																																																																																										}
																																																																																																									}
																																																																																																								}
																																																																																																							}
																																																																																																						}
																																																																																																					}
																																																																																																				}
																																																																																																			}
																																																																																																		}
																																																																																																	}
																																																																																																}
																																																																																															}
																																																																																														}
																																																																																													}
																																																																																												}
																																																																																											}
																																																																																										}
																																																																																									}
																																																																																								}
																																																																																							}
																																																																																						}
																																																																																					}
																																																																																				}
																																																																																			}
																																																																																		}
																																																																																	}
																																																																																}
																																																																															}
																																																																														}
																																																																													}
																																																																												}
																																																																											}
																																																																										}
																																																																									}
																																																																								}
																																																																							}
																																																																						}
																																																																					}
																																																																				}
																																																																			}
																																																																		}
																																																																	}
																																																																}
																																																															}
																																																														}
																																																													}
																																																												}
																																																											}
																																																										}
																																																									}
																																																								}
																																																							}
																																																						}
																																																					}
																																																				}
																																																			}
																																																		}
																																																	}
																																																}
																																															}
																																														}
																																													}
																																												}
																																											}
																																										}
																																									}
																																								}
																																							}
																																						}
																																					}
																																				}
																																			}
																																		}
																																	}
																																}
																															}
																														}
																													}
																												}
																											}
																										}
																									}
																								}
																							}
																						}
																					}
																				}
																			}
																		}
																	}
																}
															}
														}
													}
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
	return
}

func expression(a, b, c int) int {
	return ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a * a) ^ c) + a) & a) * c) + c) - a) + b) ^ a) - a) & b) + c) + a) | c) & a) & c) ^ a) - a) & a) * b) - c) + c) * c) | a) + c) & c) - b) + c) | a) & a) & a) ^ c) & b) * b) & b) * b) - a) | a) + c) * c) ^ b) | b) * c) + a) & b) - b) - b) ^ a) | a) & c) * b) | b) & b) & b) + a) * b) | c) + a) | c) * c) & c) ^ b) | b) | b) + b) * a) & a) ^ a) - b) - c) - b) ^ b) + a) ^ b) & b) - b) & b) | b) * c) ^ a) - a) - a) - c) - a) ^ c) - b) * a) - b) & b) & c) * a) | c) & c) | c) + b) | c) ^ b) ^ b) + b) | b) + a) + a) ^ a) + b) & a) + a) & a) & a) * c) + a) - c) ^ a) | b) * c) * b) + a) ^ b) ^ b) * a) - a) | b) | b) ^ c) - c) + a) & b) - c) & a) & b) | a) | b) & b) - b) - c) & c) * c) - c) - a) ^ c) - a) & b) * c) + a) * b) * a) | c) * b) | b) * a) - a)
}

func right(a, b int) int {
	return (a - (a - (117 + (b + (115 + (b + (b + (112 + (b + (b + (b ^ (108 ^ (a ^ (b - (b ^ (b + (a + (b - (a + (a + (99 + (98 - (b ^ (a - (b ^ (94 - (a - (92 - (b + (a - (b - (88 - (87 - (a + (a ^ (b - (83 + (b + (b + (b + (79 ^ (a ^ (b + (a ^ (b + (74 + (b + (b - (b + (b + (69 + (68 - (a ^ (b ^ (65 ^ (b - (a ^ (62 ^ (61 ^ (b - (a + (b ^ (a ^ (b + (a + (54 + (b + (52 ^ (51 ^ (a - (a ^ (48 ^ (a - (a + (45 + (b + (43 + (a ^ (a ^ (b ^ (39 ^ (b ^ (37 - (a + (35 - (b - (a ^ (b ^ (b + (a + (b + (28 + (a ^ (26 ^ (a + (24 + (a ^ (22 - (21 - (a ^ (b ^ (a ^ (a + (a + (a ^ (b ^ (b - (a ^ (11 - (a - (a - (b ^ (7 + (6 + (5 - (a - (3 ^ (a - (a - (a - b))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
}

func logic(a, b bool) bool {
	return (a || (!b || (a && (!b && (a || (b || (a && (b && (b && (a || (!a && (!b && (!b || (a && (!a && (a || (a || (b || (!a && (a && (b && (!b || (!b && (a || (!a && (!a && (b && (!a || (!a || (!b && (b || (!b && (!a && (!a && (a || (b && (!a || (a && (a && (!b || (b && (b || (!a && (!b || (a || (b || (b || (a && (!a && (!a && (b || (!a || (!a && (b || (a && (b || (b && (b && (!b || (a || a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
}

func main() {
	fmt.Println(blocks(0), blocks(60), blocks(500))
	fmt.Println(expression(1, 2, 3), expression(-5, 7, 1000003))
	fmt.Println(right(3, 4), right(-9, 100))
	fmt.Println(logic(true, true), logic(true, false), logic(false, true), logic(false, false))
	f := func() int {
		x0 := 0
		return func() int {
			x1 := 1
			return func() int {
				x2 := 4
				return func() int {
					x3 := 9
					return func() int {
						x4 := 16
						return func() int {
							x5 := 25
							return func() int {
								x6 := 36
								return func() int {
									x7 := 49
									return func() int {
										x8 := 64
										return func() int {
											x9 := 81
											return func() int {
												x10 := 100
												return func() int {
													x11 := 121
													return func() int {
														x12 := 144
														return func() int {
															x13 := 169
															return func() int {
																x14 := 196
																return func() int {
																	x15 := 225
																	return func() int {
																		x16 := 256
																		return func() int {
																			x17 := 289
																			return func() int {
																				x18 := 324
																				return func() int {
																					x19 := 361
																					return func() int {
																						x20 := 400
																						return func() int {
																							x21 := 441
																							return func() int {
																								x22 := 484
																								return func() int {
																									x23 := 529
																									return func() int {
																										x24 := 576
																										return func() int {
																											return x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 + x12 + x13 + x14 + x15 + x16 + x17 + x18 + x19 + x20 + x21 + x22 + x23 + x24
																										}()
																									}()
																								}()
																							}()
																						}()
																					}()
																				}()
																			}()
																		}()
																	}()
																}()
															}()
														}()
													}()
												}()
											}()
										}()
									}()
								}()
							}()
						}()
					}()
				}()
			}()
		}()
	}
	fmt.Println(f())
	v := []any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{[]any{7}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}
	depth := 0
	var w any = v
	for {
		s, ok := w.([]any)
		if !ok {
			break
		}
		w = s[0]
		depth++
	}
	fmt.Println(depth, w)
	loops := 0
	for i0 := range 2 {
		_ = i0
		for i1 := range 2 {
			_ = i1
			for i2 := range 2 {
				_ = i2
				for i3 := range 2 {
					_ = i3
					for i4 := range 2 {
						_ = i4
						for i5 := range 2 {
							_ = i5
							for i6 := range 2 {
								_ = i6
								for i7 := range 2 {
									_ = i7
									for i8 := range 1 {
										_ = i8
										for i9 := range 1 {
											_ = i9
											for i10 := range 1 {
												_ = i10
												for i11 := range 1 {
													_ = i11
													for i12 := range 1 {
														_ = i12
														for i13 := range 1 {
															_ = i13
															for i14 := range 1 {
																_ = i14
																for i15 := range 1 {
																	_ = i15
																	for i16 := range 1 {
																		_ = i16
																		for i17 := range 1 {
																			_ = i17
																			for i18 := range 1 {
																				_ = i18
																				for i19 := range 1 {
																					_ = i19
																					loops += i0 + i7 + 1
																				}
																			}
																		}
																	}
																}
															}
														}
													}
												}
											}
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
	fmt.Println(loops)
}
