"""A cell with a model that runs again: relations follow the newest class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.kernel import Kernel

AUTHOR = """
    class Author(models.Model):
        name = models.CharField(max_length=20, default="")
    sv.create_tables(Author)
    """
BOOK = """
    class Book(models.Model):
        author = models.ForeignKey(Author, models.CASCADE, related_name="books")
        readers = models.ManyToManyField(Author, related_name="reads")
    sv.create_tables(Book)
    """
USE = """
    author = Author.objects.create(name="Ada")
    book = Book.objects.create(author=author)
    book.readers.add(author)
    assert Book.objects.get().author == author
    assert list(author.books.all()) == list(author.reads.all()) == [book]
    assert Book.objects.filter(author__name="Ada", readers__name="Ada").exists()
    assert Author.objects.filter(books__pk=book.pk, reads__pk=book.pk).exists()
    print(book.pk, author.delete()[0], Book.objects.count())
    """
USED = "1 3 0"


@pytest.mark.parametrize(
    "again",
    [[AUTHOR], [BOOK], [AUTHOR, BOOK], [BOOK, AUTHOR], [AUTHOR, AUTHOR, BOOK]],
    ids=["author", "book", "both", "both, the other way", "many times"],
)
def test_whichever_cell_runs_again_the_result_is_the_same(
    kernel: Kernel, again: list[str]
) -> None:
    kernel.run(AUTHOR)
    kernel.run(BOOK)
    assert kernel.run(USE) == USED
    for cell in again:
        kernel.run(cell)
    assert kernel.run(USE) == USED


def test_a_replaced_class_is_freed(kernel: Kernel) -> None:
    kernel.run(AUTHOR)
    kernel.run(BOOK)
    kernel.run(USE)
    kernel.run(
        """
        import gc, weakref
        old = [weakref.ref(Author), weakref.ref(Book)]
        del author, book, Author
        """
    )
    kernel.run(AUTHOR)
    assert kernel.run("gc.collect(); print([ref() is None for ref in old])") == (
        "[True, False]"
    )
    kernel.run(BOOK)
    assert kernel.run("gc.collect(); print([ref() is None for ref in old])") == (
        "[True, True]"
    )


@pytest.mark.parametrize("debug", [False, True])
def test_django_warns_of_nothing(kernel: Kernel, debug: bool) -> None:
    kernel.run(f"sv.configure({debug}, quiet=True)")
    kernel.run("import warnings; warnings.simplefilter('default', DeprecationWarning)")
    for cell in [AUTHOR, BOOK, AUTHOR, BOOK]:
        output = kernel.cell(cell)
        assert (output.error, output.warned, output.printed) == ("", "", "")


def test_relations_to_itself_and_to_later_classes_are_new_too(kernel: Kernel) -> None:
    cell = """
        class Page(models.Model):
            book = models.ForeignKey("Book", models.CASCADE)
            parent = models.ForeignKey("self", models.CASCADE, null=True)
            links = models.ManyToManyField("self", symmetrical=False)

        class Book(models.Model):
            cover = models.OneToOneField("Page", models.CASCADE, null=True, related_name="of")

        sv.create_tables(Page, Book)
        book = Book.objects.create()
        page = Page.objects.create(book=book)
        child = Page.objects.create(book=book, parent=page)
        child.links.add(page)
        book.cover = page
        book.save()
        print(page.page_set.get() == child, page.of == book, page.links.count())
        print(book.page_set.count(), Page.objects.filter(of__pk=1, page__links=1).count())
        print(page.delete()[0])
        """
    first = kernel.run(cell)
    assert first == "True True 0\n2 1\n4"
    assert kernel.run(cell) == first


def test_an_explicit_join_model_is_followed(kernel: Kernel) -> None:
    kernel.run(AUTHOR)
    kernel.run(
        """
        class Book(models.Model):
            writers = models.ManyToManyField(Author, through="Writing")
        """
    )
    writing = """
        class Writing(models.Model):
            book = models.ForeignKey(Book, models.CASCADE)
            author = models.ForeignKey(Author, models.CASCADE)
            share = models.IntegerField(default=1)
        sv.create_tables(Writing)
        """
    kernel.run(writing)
    kernel.run("sv.create_tables(Book)")
    use = """
        book = Book.objects.create()
        book.writers.create(through_defaults={"share": 3})
        print(Writing.objects.get().share, book.writers.count())
        """
    assert kernel.run(use) == "3 1"
    for cell in [writing, AUTHOR, writing]:
        kernel.run(cell)
        assert kernel.run(use) == "3 1"
        kernel.run("sv.create_tables(Book)")


def test_a_join_model_may_name_its_columns_anew(kernel: Kernel) -> None:
    kernel.run(AUTHOR)
    kernel.run(
        """
        class Book(models.Model):
            writers = models.ManyToManyField(Author, through="Writing")
        """
    )
    for column in ("author", "writer"):
        kernel.run(
            f"""
            class Writing(models.Model):
                book = models.ForeignKey(Book, models.CASCADE)
                {column} = models.ForeignKey(Author, models.CASCADE)
            sv.create_tables(Book, Writing)
            """
        )
        printed = kernel.run(
            """
            book = Book.objects.create()
            book.writers.add(Author.objects.create())
            print(book.writers.count(), Book.objects.filter(writers__name="").count())
            """
        )
        assert printed == "1 1"


def test_a_new_primary_key_is_followed(kernel: Kernel) -> None:
    kernel.run(AUTHOR)
    kernel.run(BOOK)
    kernel.run(USE)
    kernel.run(
        """
        class Author(models.Model):
            name = models.CharField(max_length=20, primary_key=True)
        sv.create_tables(Author)
        """
    )
    printed = kernel.run(
        """
        author = Author.objects.create(name="Ada")
        book = Book.objects.create(author=author)
        book.readers.add(author)
        print(book.author_id, author.books.get().pk, author.reads.get().pk)
        print(Author.objects.get(books__pk=1), Author.objects.get(reads__pk=1))
        print(Book.objects.get(author__pk="Ada"), Book.objects.get(readers__pk="Ada"))
        """
    )
    assert printed == (
        "Ada 1 1\n"
        "Author object (Ada) Author object (Ada)\n"
        "Book object (1) Book object (1)"
    )


def test_a_to_field_is_kept(kernel: Kernel) -> None:
    author = """
        class Author(models.Model):
            code = models.CharField(max_length=5, unique=True)
        sv.create_tables(Author)
        """
    kernel.run(author)
    kernel.run(
        """
        class Book(models.Model):
            author = models.ForeignKey(Author, models.CASCADE, to_field="code")
        sv.create_tables(Book)
        """
    )
    kernel.run(author)
    assert kernel.run(
        "print(Book.objects.create(author=Author.objects.create(code='A1')).author_id)"
    ) == ("A1")
    output = kernel.cell(AUTHOR)
    assert output.error == (
        "SignalVizError: Book.author points at Author.code, which the new Author "
        "lacks: run the cell that defines Book again."
    )


def test_a_relation_that_is_gone_leaves_no_accessor(kernel: Kernel) -> None:
    kernel.run(AUTHOR)
    kernel.run(BOOK)
    kernel.run(
        """
        class Book(models.Model):
            title = models.CharField(max_length=20)
        sv.create_tables(Book)
        """
    )
    assert kernel.run("print(hasattr(Author, 'books'), hasattr(Author, 'reads'))") == (
        "False False"
    )
    assert kernel.run("print(Author.objects.create().delete()[0])") == "1"


def test_only_the_newest_does_not_exist_is_raised(kernel: Kernel) -> None:
    kernel.run(
        """
        class Author(models.Model):
            pass
        class Book(models.Model):
            author = models.ForeignKey(Author, models.CASCADE, null=True)
        sv.create_tables(Author, Book)
        class NotNull(models.Model):
            author = models.OneToOneField(Author, models.CASCADE)
        try:
            NotNull().author
        except Author.DoesNotExist:
            pass
        """
    )
    kernel.run(AUTHOR)
    printed = kernel.run(
        """
        try:
            NotNull().author
        except Author.DoesNotExist as error:
            print(error)
        """
    )
    assert printed == "NotNull has no author."


def test_a_model_built_on_the_replaced_class_is_named(kernel: Kernel) -> None:
    ebook = """
        class Novel(Author):
            pages = models.IntegerField(default=0)
        class Short(Author):
            class Meta:
                proxy = True
        """
    kernel.run(AUTHOR)
    kernel.run(ebook)
    kernel.run("sv.create_tables(Novel)")
    assert kernel.run(AUTHOR) == (
        "Novel was built on a class that is replaced now: run the cell that defines "
        "Novel again.\n"
        "Short was built on a class that is replaced now: run the cell that defines "
        "Short again."
    )
    assert kernel.run(AUTHOR) == ""
    assert kernel.cell("sv.create_tables(Novel)").error == (
        "SignalVizError: Novel is built on an older Author: run the cell that defines "
        "Novel again."
    )
    kernel.run(ebook)
    kernel.run("sv.create_tables(Novel)")
    assert kernel.run(
        "Novel.objects.create(); print(Author.objects.count(), Short.objects.count())"
    ) == ("1 1")
    assert kernel.run("print(Author.objects.get().novel.delete()[0])") == "2"


def test_only_what_is_built_on_the_named_classes_is_touched(kernel: Kernel) -> None:
    kernel.run(AUTHOR)
    kernel.run(
        """
        class Short(Author):
            class Meta:
                proxy = True
        class Other(models.Model):
            pass
        sv.create_tables(Other)
        Author.objects.create()
        class Author(models.Model):
            name = models.CharField(max_length=20, default="")
        sv.create_tables(Other)
        """
    )
    assert kernel.run("print(Author.objects.count(), Short.objects.count())") == "1 1"
