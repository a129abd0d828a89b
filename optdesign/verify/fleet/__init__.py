"""What the verification of several sites needs beyond that of one (`verify.growth`).

`assets` reads every line, ship and design afresh, `plan` judges what is executed, `prices` and
`bound` what is said to be impossible.
"""
