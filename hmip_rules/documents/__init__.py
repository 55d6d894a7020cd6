"""Published reports as documents: PDF, Word, HTML and text into lines, and from lines to a report (extra `documents`).

A value is taken only from a table or below a heading, never guessed. Nothing is scored here. On its way a document is

- opened by `reader_process`, in a process of its own, where a module of `kinds` turns it into `lines`;
- turned into comparable `words`, in which `phrase_matches` and `marks` find what a rulebook knows;
- read by `particulars` (service, months, cases), `ratings`, `percentages` and `overall_score`, by what stands beside
  what (`marked_text`, `table_pairs`);
- put together by `extract` as an `extraction`, which `extraction_report` puts into words and `report_yaml` into a
  report file.
"""
