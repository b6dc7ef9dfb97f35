"""Knowledge quizzes: the bank, papers, attempts, boards and certificates."""
