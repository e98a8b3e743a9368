"""How much is read of a table: what lies above is refused before reading."""

FILE = 100 * 1024 * 1024  # bytes of a file
UNPACKED = 512 * 1024 * 1024  # bytes of all parts of a workbook
PART = 4 * 1024 * 1024  # bytes of a part that is read as a whole (the list of sheets, the styles), and of a row
TAGS = 150_000  # of a part that is read as a whole, each of which takes more memory than it is long
PARTS = 2_000  # files in a workbook
DIRECTORY = 1024 * 1024  # bytes of the list of these files
PASTE = 10_000_000  # characters
SHEETS = 100
ROWS = 200_000  # number of the last row that holds something
LINES = 2_000_000  # of a CSV file, empty ones too: Excel writes 1,048,576 where a look reaches to its end
COLUMNS = 256
CELL = 32_767  # characters, as in Excel
LINE = 1_000_000  # characters of a line of a CSV file
STRAIGHT = 512 * 1024  # bytes of XML without a tag
RECORD = 2_000_000  # characters of a record of a CSV file, whose cells may hold line breaks
TEXT = 30_000_000  # characters and cells of all tables of a file: one long text may stand in each of them
STRINGS = (
    5 * ROWS
)  # different texts of a workbook: so many in each row of the longest table, thirty letters of TEXT for each
MERGED = 20_000  # merged cells of a sheet
