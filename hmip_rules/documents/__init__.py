"""Published reports as documents: PDF, Word, HTML and text into blocks, and these into a report (extra `documents`).

A value is taken only from a table or below a heading, never guessed. Nothing is scored here. On its way a document is

- opened by `reader_process`, in a process of its own, where a module of `kinds` turns it into `lines` and tables of
  cells (`table_layout`);
- turned into comparable `words` and `text_tables`, in which `phrase_matches` and `marks` find what a rulebook knows;
- read by `particulars` (service, months, cases), `ratings`, `percentages` and `overall_score`: from the rows and
  columns of a table whose cells are known (`table_cells`, `figures`), or else by what stands beside what
  (`table_pairs`, `marked_text`). Which headings are those of this inspection, `inspection` and `labels` say;
- put together by `extract` as an `extraction`, which `extraction_report` puts into words and `report_yaml` into a
  report file.
"""
