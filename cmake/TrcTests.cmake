# The programs of tests/. LAYERS are layers of libtrc, and nothing else of it is linked; LINK takes any target or library.

# trc_test_program(NAME SOURCES file... LAYERS layer... LINK library...)
function(trc_test_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LAYERS;LINK")
    list(TRANSFORM arg_LAYERS PREPEND trc_)
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    target_include_directories(${name} PRIVATE
        ${PROJECT_SOURCE_DIR}/libtrace ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/tests/unit)
    target_compile_definitions(${name} PRIVATE TRC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PRIVATE trc_options ${arg_LAYERS} ${arg_LINK})
endfunction()

# trc_test_on_postgres(NAME...): once more, with the registries on a PostgreSQL server that the program starts.
function(trc_test_on_postgres)
    foreach(name IN LISTS ARGN)
        get_test_property(${name} LABELS label)
        add_test(NAME ${name}_postgres COMMAND ${name})
        set_tests_properties(${name}_postgres PROPERTIES LABELS ${label} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
            SKIP_RETURN_CODE 77 ENVIRONMENT TRC_TEST_POSTGRES=1)
    endforeach()
endfunction()

# trc_test_on_partitions(NAME...): and once more, with their large tables in eight partitions.
function(trc_test_on_partitions)
    foreach(name IN LISTS ARGN)
        get_test_property(${name} LABELS label)
        add_test(NAME ${name}_partitions COMMAND ${name})
        set_tests_properties(${name}_partitions PROPERTIES LABELS ${label} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
            SKIP_RETURN_CODE 77 ENVIRONMENT "TRC_TEST_POSTGRES=1;TRC_TEST_PARTITIONS=1")
    endforeach()
endfunction()

# trc_test(LABEL NAME LAYERS layer... LINK library...): NAME.c, a cmocka program, as the test NAME.
function(trc_test label name)
    trc_test_program(${name} SOURCES ${name}.c ${ARGN})
    target_link_libraries(${name} PRIVATE PkgConfig::CMOCKA)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        LABELS ${label} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} SKIP_RETURN_CODE 77)
endfunction()
